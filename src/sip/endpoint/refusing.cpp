// What the log tells of those who are refused.
#include "runtime/log.hpp"
#include "sip/endpoint/endpoint_inside.hpp"
#include "sip/text/identity.hpp"

namespace layby::sip {

DoorWatch Endpoint::Inside::door_watch() {
    return {.refused =
                [this](const RefusedKind& kind, const std::string& who, const RequestView& request, Instant) {
                    note_refused(kind, who, {request.source, request.transport});
                },
            .banned =
                [](const std::string& source, Duration length) {
                    log::warn("banned for {} s after too many wrong passwords: {}",
                              std::chrono::duration_cast<std::chrono::seconds>(length).count(), source);
                },
            .phones_at = [this](const std::string& ip) { return registrar.any_at(ip); }};
}

void Endpoint::Inside::note_refused(const RefusedKind& kind, const std::string& who, const Sender& from,
                                    std::string_view what) {
    refusal_log.note(kind, who, from, loop.now(), what);
    if (!refusals_due.running()) tell_refusals();
}

/// Forbidden by the switchboard: a call or a transfer that this user or trunk may not have.
void Endpoint::Inside::note_refused(const RefusedKind& kind, LegId leg, const calls::Refused& why) {
    const auto* call = why.status == 403 ? find(leg) : nullptr;
    const auto hop = call ? call->asked_from() : std::nullopt;
    if (!hop) return;
    const auto& state = call->state();
    const bool trunk = state.peer.kind == calls::Origin::Kind::trunk;
    const auto dialled = parse_name_address(state.local);
    note_refused(kind, trunk ? "trunk " + state.peer.name : state.peer.name, {hop->peer, hop->transport},
                 dialled ? dialled->user : why.reason);
}

void Endpoint::Inside::tell_refusals() {
    refusal_log.expire(loop.now());
    const auto next = refusal_log.next_deadline();
    if (next) refusals_due.set(*next - loop.now(), [this] { tell_refusals(); });
}

}  // namespace layby::sip
