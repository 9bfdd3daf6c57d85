#include "layby/lookout.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include "layby/stun_client.hpp"
#include "runtime/log.hpp"
#include "settings/private_file.hpp"
#include "words/networks.hpp"

namespace layby::app {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using settings::OurAddress;

constexpr auto again_after_failure = 10s;
constexpr auto unknown_address = "-";

bool is_looked_up(const OurAddress& address) {
    return address.kind == OurAddress::Kind::name || address.kind == OurAddress::Kind::stun;
}

std::string spelled(const OurAddress& address) {
    return (address.kind == OurAddress::Kind::stun ? "stun:" : "") + address.text;
}

/// Returns the error of getaddrinfo(), 0: found.
int add_addresses(LookedUp& out, const std::string& name, int family) {
    addrinfo hints{}, *found{};
    hints.ai_family = family;
    hints.ai_socktype = SOCK_DGRAM;
    const int error = getaddrinfo(name.c_str(), nullptr, &hints, &found);
    if (error != 0) return error;
    for (const auto* one = found; one; one = one->ai_next) {
        char text[NI_MAXHOST];
        if (getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0)
            (one->ai_family == AF_INET6 ? out.v6 : out.v4).emplace_back(text);
    }
    freeaddrinfo(found);
    return 0;
}

/// Other errors say nothing about the name.
bool is_none(int error) { return error == EAI_NONAME || error == EAI_NODATA || error == EAI_ADDRFAMILY; }

/// getaddrinfo() succeeds as well when the name server has failed for one kind of address.
void ask_names(LookedUp& out, const std::string& name, const sip::SeenAs& before) {
    if (const int error = add_addresses(out, name, AF_UNSPEC); error != 0)
        return void(out.why_not = gai_strerror(error));
    if (out.v4.empty() && !before.v4.empty()) out.no_v4 = is_none(add_addresses(out, name, AF_INET));
    if (out.v6.empty() && !before.v6.empty()) out.no_v6 = is_none(add_addresses(out, name, AF_INET6));
}

void ask_stun(LookedUp& out, const std::string& server) {
    for (const bool v6 : {false, true}) {
        const auto seen = seen_by(server, v6);
        if (seen.address)
            (v6 ? out.v6 : out.v4).push_back(seen.address->ip);
        else if (!v6)
            out.why_not = seen.why_not;
    }
}

std::string or_none(const std::string& ip) { return ip.empty() ? unknown_address : ip; }

std::string both_of(const sip::SeenAs& seen) {
    if (seen.v6.empty()) return seen.v4;
    return seen.v4.empty() ? seen.v6 : seen.v4 + " and " + seen.v6;
}

/// Of this machine or its cable alone. What can't be read has a zone (fe80::1%eth0).
bool is_for_nobody(const std::string& ip) {
    const auto address = address_of(ip);
    if (!address || address->is_any()) return true;
    return std::ranges::any_of(std::array{"127.0.0.0/8", "169.254.0.0/16", "::1", "fe80::/10"},
                               [&](const char* one) { return network_of(one)->contains(*address); });
}

bool is_private(const std::string& ip) { return address_of(ip)->is_private(); }

void keep_usable(std::vector<std::string>& found, bool outside) {
    std::erase_if(found, is_for_nobody);
    if (outside && !std::ranges::all_of(found, is_private)) std::erase_if(found, is_private);
}

/// What nobody has answered for stays.
std::string now_seen(const std::vector<std::string>& found, bool none, const std::string& before) {
    return found.empty() && !none ? before : chosen(found, before);
}

}  // namespace

LookedUp usable(LookedUp found, const settings::PeerNetwork& network) {
    const bool any = !found.v4.empty() || !found.v6.empty();
    keep_usable(found.v4, network.from.empty());
    keep_usable(found.v6, network.from.empty());
    if (any && found.v4.empty() && found.v6.empty())
        found.why_not = "only addresses of this machine, at which nobody else reaches it";
    return found;
}

LookedUp look_up(const OurAddress& address, const sip::SeenAs& before) {
    LookedUp out;
    if (address.kind == OurAddress::Kind::stun)
        ask_stun(out, address.text);
    else
        ask_names(out, address.text, before);
    if (!out.v4.empty() || !out.v6.empty()) out.why_not.clear();
    return out;
}

std::string chosen(const std::vector<std::string>& found, const std::string& before) {
    if (found.empty()) return {};
    if (std::ranges::find(found, before) != found.end()) return before;
    return *std::ranges::min_element(found);
}

/// Shared with the thread, which may still wait for a name server when its owner is gone.
struct Lookout::State {
    struct Watched {
        settings::PeerNetwork network;
        Clock::time_point due{};
        sip::SeenAs seen{};   ///< empty: not known
        bool asked{};         ///< once, whatever came of it
        bool failing{};       ///< said in the log
        sip::SeenAs doubt{};  ///< found last, other than `seen`: taken when it is found again next
    };
    std::filesystem::path file;
    Ask ask;
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Watched> all;
    Tell tell;
    bool over{};

    void run();
    Watched* next();
    Watched* find(const settings::PeerNetwork& network);
    void take(Watched& one, const LookedUp& found);
    void failed(Watched& one, const std::string& why);
    void tell_all() const;  ///< what is known
    void keep() const;
    void restore(std::vector<Watched>& into) const;
};

Lookout::State::Watched* Lookout::State::next() {
    const auto first = std::ranges::min_element(all, {}, &Watched::due);
    return first == all.end() ? nullptr : &*first;
}

Lookout::State::Watched* Lookout::State::find(const settings::PeerNetwork& network) {
    const auto found = std::ranges::find_if(all, [&](const Watched& one) {
        return one.network.name == network.name && one.network.address == network.address;
    });
    return found == all.end() ? nullptr : &*found;
}

void Lookout::State::run() {
    pthread_setname_np(pthread_self(), "lookout");
    std::unique_lock lock(mutex);
    while (!over) {
        const auto* first = next();
        if (!first) {
            changed.wait(lock);
            continue;
        }
        if (first->due > Clock::now()) {
            changed.wait_until(lock, first->due);
            continue;
        }
        const auto network = first->network;
        const auto before = first->seen;
        lock.unlock();
        const auto found = usable(ask(network.address, before), network);
        lock.lock();
        if (auto* one = over ? nullptr : find(network)) take(*one, found);
        changed.notify_all();
    }
}

/// A change counts when it is found twice: some providers show two sockets of ours at two addresses.
void Lookout::State::take(Watched& one, const LookedUp& found) {
    one.asked = true;
    if (found.v4.empty() && found.v6.empty()) return failed(one, found.why_not);
    one.due = Clock::now() + one.network.look_up_every;
    if (std::exchange(one.failing, false))
        log::info("network {}: its address is found again", one.network.name);
    const sip::SeenAs seen{now_seen(found.v4, found.no_v4, one.seen.v4),
                           now_seen(found.v6, found.no_v6, one.seen.v6)};
    const auto doubt = std::exchange(one.doubt, {});
    if (seen == one.seen) return;
    const bool first = one.seen == sip::SeenAs{};
    if (!first && doubt != seen) {
        one.doubt = seen;
        one.due = Clock::now() + 1s;
        return;
    }
    log::info("network {}: we are seen there at {}{}", one.network.name, both_of(seen),
              first ? "" : ", no longer at " + both_of(one.seen));
    one.seen = seen;
    keep();
    if (tell) tell(one.network.name, seen);
}

void Lookout::State::failed(Watched& one, const std::string& why) {
    one.doubt = {};
    one.due = Clock::now() + std::min<Duration>(again_after_failure, one.network.look_up_every);
    if (std::exchange(one.failing, true)) return;
    const auto stays =
        one.seen == sip::SeenAs{} ? "peers there are told our own address" : "it stays " + both_of(one.seen);
    log::warn("network {}: {} can't be looked up ({}); {}", one.network.name, spelled(one.network.address),
              why, stays);
}

void Lookout::State::tell_all() const {
    if (!tell) return;
    for (const auto& one : all)
        if (one.seen != sip::SeenAs{}) tell(one.network.name, one.seen);
}

/// A line for each: name, what is looked up, addresses.
void Lookout::State::keep() const {
    if (file.empty()) return;
    std::string text;
    for (const auto& one : all)
        text += fmt::format("{} {} {} {}\n", one.network.name, spelled(one.network.address),
                            or_none(one.seen.v4), or_none(one.seen.v6));
    try {
        settings::write_private(file, text);
    } catch (const std::exception& error) {
        log::warn("{}: the next start has to look up our addresses", error.what());
    }
}

void Lookout::State::restore(std::vector<Watched>& into) const {
    std::ifstream lines{file};
    std::string line, name, what, v4, v6;
    while (!file.empty() && std::getline(lines, line)) {
        std::istringstream words{line};
        if (!(words >> name >> what >> v4 >> v6)) continue;
        for (auto& one : into) {
            if (one.network.name != name || spelled(one.network.address) != what) continue;
            if (address_of(v4)) one.seen.v4 = v4;
            if (address_of(v6)) one.seen.v6 = v6;
        }
    }
}

Lookout::Lookout(std::filesystem::path file, Ask ask) : state_(std::make_shared<State>()) {
    state_->file = std::move(file);
    state_->ask = std::move(ask);
    std::thread([state = state_] { state->run(); }).detach();
}

Lookout::~Lookout() {
    const std::lock_guard lock(state_->mutex);
    state_->over = true;
    state_->tell = nullptr;
    state_->changed.notify_all();
}

void Lookout::watch(const std::vector<settings::PeerNetwork>& networks) {
    const std::lock_guard lock(state_->mutex);
    std::vector<State::Watched> all;
    for (const auto& network : networks)
        if (is_looked_up(network.address)) all.push_back({.network = network});
    state_->restore(all);
    for (auto& one : all)
        if (const auto* before = state_->find(one.network)) {
            const auto network = one.network;
            one = *before;
            one.network = network;
        }
    state_->all = std::move(all);
    state_->tell_all();
    state_->changed.notify_all();
}

KnownAddresses Lookout::known(Duration patience) {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait_for(lock, patience, [this] {
        return std::ranges::all_of(state_->all,
                                   [](const auto& one) { return one.asked || one.seen != sip::SeenAs{}; });
    });
    KnownAddresses out;
    for (const auto& one : state_->all)
        if (one.seen != sip::SeenAs{}) out[one.network.name] = one.seen;
    return out;
}

void Lookout::tell(Tell tell) {
    const std::lock_guard lock(state_->mutex);
    state_->tell = std::move(tell);
    state_->tell_all();
}

}  // namespace layby::app
