#include "sip/endpoint/reception.hpp"

#include "runtime/log.hpp"
#include "sip/door/digest.hpp"

namespace layby::sip {

Reception::Reception(const Options& options, Stack& stack, const Registrar& registrar)
    : loop_(stack.loop()),
      refusal_log_([](const std::string& line) { log::warn("{}", line); }),
      refusals_due_(stack.loop()),
      door_(
          options, digest::random_bytes(32),
          [&registrar](const std::string& user, const Address& source) {
              return registrar.registered_at(user, source);
          },
          watch(registrar)),
      overload_(options.max_new_calls_per_second, options.max_calls),
      backlog_(stack.listening()) {}

void Reception::reload(const Options& options) {
    door_.reload(options);
    overload_.change(options.max_new_calls_per_second, options.max_calls);
}

DoorWatch Reception::watch(const Registrar& registrar) {
    return {.refused =
                [this](const RefusedKind& kind, const std::string& who, const RequestView& request, Instant) {
                    note_refused(kind, who, {request.source, request.transport});
                },
            .banned =
                [](const std::string& source, Duration length) {
                    log::warn("banned for {} s after too many wrong passwords: {}",
                              std::chrono::duration_cast<std::chrono::seconds>(length).count(), source);
                },
            .phones_at = [&registrar](const std::string& ip) { return registrar.any_at(ip); }};
}

std::optional<int> Reception::overloaded(std::size_t dialogs) {
    return backlog_.too_long() ? std::optional{1} : overload_.refuse(dialogs, loop_.now());
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
