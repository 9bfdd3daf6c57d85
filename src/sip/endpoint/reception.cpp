#include "sip/endpoint/reception.hpp"

#include "runtime/log.hpp"

namespace layby::sip {

Reception::Reception(const Options& options, Stack& stack,
                     std::function<bool(const std::string& ip)> phones_at)
    : loop_(stack.loop()),
      phones_at_(std::move(phones_at)),
      refusal_log_([](const std::string& line) { log::warn("{}", line); }),
      refusals_due_(stack.loop()),
      overload_(options.max_new_calls_per_second, options.max_calls),
      backlog_(stack.listening()) {
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
            .phones_at = phones_at_};
}

std::optional<int> Reception::overloaded() {
    return backlog_.too_long() ? std::optional{1} : overload_.refuse(dialogs_, loop_.now());
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
