#include "layby/house.hpp"

#include <random>

#include "layby/wiring.hpp"
#include "runtime/log.hpp"

namespace layby::app {
namespace {

std::uint64_t seed() {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
}

/// The endpoint asks while it reads requests, when everybody is there.
sip::Options asking(sip::Options options, const std::string& tenant, const calls::Switchboard& switchboard) {
    options.tenant = tenant;
    options.retrieves = [&switchboard](const std::string& number) { return switchboard.has_waiting(number); };
    return options;
}

}  // namespace

House::House(const Grounds& grounds, Beginning beginning)
    : tenant_(beginning.tenant),
      start_(beginning.dialogs.start),
      node_(beginning.office.cluster.number),
      loop_(grounds.durability.loop()),
      show_([show = grounds.show, tenant = tenant_](console::News news) { show(tenant, std::move(news)); }),
      audio_(grounds.engine, grounds.legs, *this),
      endpoint_(
          grounds.front, asking(std::move(beginning.sip), tenant_, switchboard_),
          [this, tell = grounds.tell](calls::Fact fact) { tell(*this, std::move(fact)); },
          std::move(beginning.dialogs)),
      turns_(
          audio_, endpoint_, beginning.store, grounds.durability, show_,
          tenant_.empty() ? grounds.stepped : [] {}, grounds.agree),
      switchboard_(beginning.office, audio_, seed()),
      kept_(std::move(beginning.calls)),
      goes_by_the_clock_(!beginning.office.hours.empty()) {}

Instant House::now() const { return loop_.now(); }

void House::go_on() {
    const log::AboutTenant about(tenant_);
    endpoint_.watch_phones([this](const auto& user, const auto& phones) {
        show_(phones_of(user, switchboard_.display_of(user), phones, now()));
    });
    endpoint_.watch_trunks([this] { tell_of_trunks(); });
    mind_the_clock();
    for (const auto& fact : endpoint_.reachable()) handle(fact);
    turns_.carry_out(
        switchboard_.restore(std::move(kept_), ids_of(calls::start_of_node(start_, node_)), now()));
    endpoint_.end_unclaimed();
}

void House::handle(const calls::Fact& fact) {
    const log::AboutTenant about(tenant_);
    turns_.carry_out(switchboard_.handle(fact, now()));
}

void House::adopt(const calls::KeptPark& park, const calls::Leg& parkee, sip::KeptCall dialog,
                  const std::string& node) {
    const log::AboutTenant about(tenant_);
    const auto near_ip = endpoint_.adopt(std::move(dialog));
    turns_.carry_out(switchboard_.adopt({park, parkee, node, near_ip}, now()));
}

/// Before anything is led by it.
void House::mind_the_clock() {
    const auto wall = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    const auto at = now();
    if (const auto news = wall_clock_.news(at, wall))
        turns_.carry_out(switchboard_.handle(calls::ClockIs{*news}, at));
}

void House::change(calls::Office office, sip::Options options) {
    const log::AboutTenant about(tenant_);
    mind_the_clock();
    goes_by_the_clock_ = !office.hours.empty();
    endpoint_.reload(asking(std::move(options), tenant_, switchboard_));
    turns_.carry_out(switchboard_.reload(std::move(office), now()));
    tell_of_trunks();
}

void House::tell_of_trunks() {
    auto trunks = trunks_of(endpoint_.trunks(), switchboard_);
    if (trunks == told_trunks_) return;
    told_trunks_ = trunks;
    show_(std::move(trunks));
}

std::optional<Instant> House::next_deadline() const {
    const auto next = switchboard_.next_deadline();
    if (!goes_by_the_clock_) return next;
    const auto look = wall_clock_.next_look();
    return next ? std::min(*next, look) : look;
}

void House::expire() {
    const log::AboutTenant about(tenant_);
    mind_the_clock();
    turns_.carry_out(switchboard_.expire(now()));
}

}  // namespace layby::app
