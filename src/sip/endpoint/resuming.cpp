// Calls outlive the process: what is told to their keeper, and how they come back.
#include "sip/endpoint/endpoint_inside.hpp"

namespace layby::sip {
namespace {

bool rings(const KeptCall& kept) { return kept.invite && kept.invite->target < kept.invite->targets.size(); }

/// An inbound call that wasn't answered has died with its transaction; and an answer that never came can't
/// be made up.
bool resumable(const KeptCall& kept, const calls::Resume& as) {
    if (kept.dialog.inbound) return as.answered && !kept.dialog.name.remote_tag.empty();
    return kept.answered || (!as.answered && rings(kept));
}

}  // namespace

// -- keeping

void Endpoint::Inside::changed(LegId leg) {
    if (!kept.dialogs) return;
    changed_calls.push_back(leg);
    if (changed_calls.size() == 1) soon([this] { write_changes(); });
}

void Endpoint::Inside::write_changes() {
    for (const auto leg : std::exchange(changed_calls, {}))
        if (auto* call = find(leg))
            if (const auto record = call->take_changes()) kept.dialogs->keep(*record);
}

/// After the facts of this turn, so that what follows from the answer is durable, too.
void Endpoint::Inside::acknowledge_later(LegId leg) {
    if (!kept.when_durable) return find(leg)->acknowledge();
    if (unacknowledged.empty() && facts.empty()) soon([this] { hand_over_facts(); });
    unacknowledged.push_back(leg);
}

void Endpoint::Inside::acknowledge_when_durable(const std::vector<LegId>& answered) {
    for (const auto leg : answered)
        kept.when_durable([this, alive_now = alive, leg] {
            if (!*alive_now) return;
            if (auto* call = find(leg)) call->acknowledge();
        });
}

// -- coming back

void Endpoint::Inside::restore_calls() {
    for (auto& call : std::exchange(kept.calls, {})) {
        const auto leg = call.dialog.leg;
        unclaimed.emplace(leg, std::move(call));
    }
}

Call& Endpoint::Inside::revive(const KeptCall& record) {
    auto& call = calls_[record.dialog.leg] = std::make_unique<Call>(*this, record.dialog);
    return *call;
}

bool Endpoint::Inside::resume(const calls::Resume& as) {
    const auto found = unclaimed.find(as.leg);
    if (found == unclaimed.end() || !resumable(found->second, as)) return false;
    const auto record = unclaimed.extract(found);
    auto& call = revive(record.mapped());
    call.resume(record.mapped(), as);
    if (!call.established()) return true;
    to_prove.push_back(as.leg);
    if (to_prove.size() == 1 && !proofs.running()) soon([this] { prove_next(); });
    return true;
}

void Endpoint::Inside::prove_next() {
    if (to_prove.empty()) return;
    if (auto* call = find(to_prove.front())) call->prove();
    to_prove.pop_front();
    const auto per_second = static_cast<int>(std::max<std::size_t>(1, options_.resumed_calls_per_second));
    proofs.set(Duration{std::chrono::seconds{1}} / per_second, [this] { prove_next(); });
}

void Endpoint::Inside::end_unclaimed() {
    for (const auto& [leg, record] : std::exchange(unclaimed, {})) {
        if (record.answered || rings(record))
            revive(record).end_resumed(record);
        else if (kept.dialogs)
            kept.dialogs->forget(leg);
    }
}

/// A device whose connection ended with the old process has registered over a new one.
void Endpoint::Inside::connected_again(DeviceId device, const Flow& flow) {
    if (device == DeviceId{}) return;
    const auto back = [&](LegId leg) {
        auto* call = find(leg);
        if (call && call->state().peer.device != device) return false;
        if (call) call->connected_again(flow);
        return true;
    };
    std::erase_if(without_connection, back);
}

void Endpoint::end_unclaimed() { inside_->end_unclaimed(); }

}  // namespace layby::sip
