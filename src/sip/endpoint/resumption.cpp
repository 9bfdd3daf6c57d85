#include "sip/endpoint/resumption.hpp"

#include <algorithm>
#include <utility>

namespace layby::sip {
namespace {

bool rings(const KeptCall& kept) { return kept.invite && kept.invite->target < kept.invite->targets.size(); }

/// An inbound call that wasn't answered has died with its transaction; and an answer that never came can't
/// be made up.
bool resumable(const KeptCall& kept, const calls::Resume& as) {
    if (kept.dialog.inbound) return as.answered && !kept.dialog.name.remote_tag.empty();
    return kept.answered || (!as.answered && rings(kept));
}

/// What the other server may still send, or send again after a hundred starts, is below it: the peer refuses
/// that (RFC 3261 section 12.2.2).
constexpr std::uint32_t adopted_gap = 100'000;

}  // namespace

Resumption::Resumption(const Soon& soon, DialogTable& dialogs, DialogHost& host, DialogKeeper* keeper,
                       std::vector<KeptCall> kept)
    : soon_(soon), dialogs_(dialogs), host_(host), keeper_(keeper), proofs_(soon.loop()) {
    for (auto& call : kept) {
        const auto leg = call.dialog.leg;
        unclaimed_.emplace(leg, std::move(call));
    }
}

bool Resumption::resume(const calls::Resume& as) {
    const auto found = unclaimed_.find(as.leg);
    if (found == unclaimed_.end() || !resumable(found->second, as)) return false;
    const auto record = unclaimed_.extract(found);
    auto& dialog = revive(record.mapped());
    dialog.resume(record.mapped(), as);
    if (!dialog.established()) return true;
    prove_later(as.leg);
    return true;
}

/// Its devices and its reports are known by that server alone.
void Resumption::adopt(KeptCall call) {
    if (dialogs_.find(call.dialog.leg)) return;
    call.dialog.start = 0;
    call.dialog.local_cseq += adopted_gap;
    call.dialog.ours.version += adopted_gap;
    call.dialog.peer.device = {};
    call.transfer.reset();
    const auto leg = call.dialog.leg;
    unclaimed_.insert_or_assign(leg, std::move(call));
}

void Resumption::prove_later(LegId leg) {
    to_prove_.push_back(leg);
    if (to_prove_.size() == 1 && !proofs_.running()) soon_.run([this] { prove_next(); });
}

void Resumption::prove_next() {
    if (to_prove_.empty()) return;
    if (auto* dialog = dialogs_.find(to_prove_.front())) dialog->prove();
    to_prove_.pop_front();
    const auto per_second = std::max<std::size_t>(1, host_.options().resumed_calls_per_second);
    proofs_.set(Duration{std::chrono::seconds{1}} / static_cast<int>(per_second), [this] { prove_next(); });
}

void Resumption::end_unclaimed() {
    for (const auto& [leg, record] : std::exchange(unclaimed_, {})) {
        if (record.answered || rings(record))
            revive(record).end_resumed(record);
        else if (keeper_)
            keeper_->forget(leg);
    }
}

void Resumption::awaits_connection(LegId leg) {
    const auto* dialog = dialogs_.find(leg);
    if (!dialog) return;
    const auto& peer = dialog->values().peer;
    if (peer.device) without_connection_.emplace(peer.device, leg);
    const bool of_trunk = peer.kind == calls::Origin::Kind::trunk;
    if (of_trunk && dialog->values().transport == Transport::tls) without_line_.emplace(peer.name, leg);
}

void Resumption::trunk_came(const std::string& trunk, const Flow& flow) {
    const auto [first, last] = without_line_.equal_range(trunk);
    std::vector<LegId> back;
    for (auto at = first; at != last; ++at) back.push_back(at->second);
    without_line_.erase(first, last);
    for (const LegId leg : back) {
        auto* dialog = dialogs_.find(leg);
        if (dialog && dialog->trunk_connected(flow)) prove_later(leg);
    }
}

void Resumption::connected_again(DeviceId device, const Flow& flow) {
    const auto [first, last] = without_connection_.equal_range(device);
    std::vector<LegId> back;
    for (auto at = first; at != last; ++at) back.push_back(at->second);
    without_connection_.erase(first, last);
    for (const LegId leg : back)
        if (auto* dialog = dialogs_.find(leg)) dialog->connected_again(flow);
}

}  // namespace layby::sip
