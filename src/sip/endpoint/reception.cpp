#include "sip/endpoint/reception.hpp"

#include <algorithm>

#include "runtime/log.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr int busy_wait = 1;  ///< seconds; by then the others are served
constexpr Duration shedding_checked = 1s;
constexpr Duration usual_way_to_disk = 50ms;  ///< with many others; more is too much to do, too

double ms_of(Duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

}  // namespace

Reception::Reception(const Options& options, Stack& stack, ReceptionHost host)
    : stack_(stack),
      loop_(stack.loop()),
      host_(std::move(host)),
      refusal_log_([](const std::string& line) { log::warn("{}", line); }),
      refusals_due_(stack.loop()),
      overload_(options.max_new_calls_per_second, options.max_calls),
      shedding_due_(stack.loop()),
      intake_(stack.listening(), intake_host()) {
    bans_->change(options.ban_after);
}

void Reception::reload(const Options& options) {
    bans_->change(options.ban_after);
    overload_.change(options.max_new_calls_per_second, options.max_calls);
}

DoorWatch Reception::watch() {
    return {.refused =
                [this](const RefusedKind& kind, const std::string& who, const RequestView& request, Instant) {
                    note_refused(kind, who, {request.source, request.transport});
                },
            .banned =
                [](const std::string& source, Duration length) {
                    log::warn("banned for {} s after too many wrong passwords: {}",
                              std::chrono::duration_cast<std::chrono::seconds>(length).count(), source);
                },
            .phones_at = host_.phones_at};
}

std::optional<int> Reception::overloaded() {
    const auto now = loop_.now();
    return shedding_.refuses(Urgency::call, now) ? std::optional{busy_wait} : overload_.refuse(dialogs_, now);
}

/// A glance costs something, too: only while it may lead to a refusal, or to the ACK of one.
IntakeHost Reception::intake_host() {
    return {
        .on_read = [this](Duration waited) { on_read(waited); },
        .looks =
            [this] {
                const auto now = loop_.now();
                return shedding_.is_on(now) || shedding_.refuses(Urgency::call, now);
            },
        .refusal = [this](const Glance& glance, const Address& from) { return refusal_of(glance, from); }};
}

void Reception::take(std::string_view call_id) {
    ++requests_;
    taken_.add(call_id, loop_.now());
}

void Reception::on_read(Duration waited) {
    const auto behind = answers_wait_ ? answers_wait_() : Duration{};
    shedding_.read(behind < usual_way_to_disk ? waited : std::max(waited, behind), loop_.now());
}

std::optional<std::string> Reception::refusal_of(const Glance& glance, const Address& from) {
    if (acknowledges_refusal(glance)) return std::string{};
    const auto now = loop_.now();
    const auto urgency =
        urgency_of(glance, {.known = [&] { return host_.trusted_at(from.ip) || host_.phones_at(from.ip); },
                            .retrieves = host_.retrieves,
                            .taken = [&](std::string_view call_id) { return taken_.has(call_id); }});
    if (!shedding_.refuses(urgency, now)) {
        if (urgency >= Urgency::call) shedding_.count_taken(now);
        return {};
    }
    const bool ignored = urgency == Urgency::stranger && bans_->silences(source_of(from.ip), now);
    auto answer = ignored ? std::string{} : busy_answer(glance, from, busy_wait);
    if (!ignored && answer.empty()) return {};  // the stack knows where the answer goes
    shedding_.count_refused(now);
    if (!ignored) stack_.count_response(503);
    if (!sheds_since_) tell_shedding();
    return answer;
}

/// Once when it begins, and once when it is over.
void Reception::tell_shedding() {
    const auto now = loop_.now();
    if (!sheds_since_) {
        sheds_since_ = now;
        refused_before_ = shedding_.refused() - 1;
        log::warn(
            "more is asked than can be done: requests wait for {:.0f} ms until they are read; new calls "
            "are refused with 503, calls in progress and retrievals go on",
            ms_of(shedding_.longest_wait(now)));
    } else if (!shedding_.is_on(now)) {
        log::warn("new calls are taken again; {} requests were refused with 503 within {:.0f} s",
                  shedding_.refused() - refused_before_, ms_of(now - *sheds_since_) / 1000);
        return sheds_since_.reset();
    }
    shedding_due_.set(shedding_checked, [this] { tell_shedding(); });
}

void Reception::note_refused(const RefusedKind& kind, const std::string& who, const Sender& from,
                             std::string_view what) {
    refusal_log_.note(kind, who, from, loop_.now(), what);
    if (!refusals_due_.running()) tell_refusals();
}

void Reception::tell_refusals() {
    refusal_log_.expire(loop_.now());
    const auto next = refusal_log_.next_deadline();
    if (next) refusals_due_.set(*next - loop_.now(), [this] { tell_refusals(); });
}

}  // namespace layby::sip
