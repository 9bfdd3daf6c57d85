// A dialog that outlives the process: what is kept of it, and how the next process goes on with it.
#include "runtime/check.hpp"
#include "sip/dialog/dialog.hpp"
#include "sip/dialog/invitation.hpp"
#include "sip/text/without_pin.hpp"

namespace layby::sip {
namespace {

/// What was sent last may not have been written any more; so we leave a gap that it can't exceed.
constexpr std::uint32_t cseq_gap = 1000;
constexpr std::uint64_t session_version_gap = 1000;

}  // namespace

// -- what is kept

void Dialog::changed() {
    if (phase_ == Phase::over || !outlives()) return;
    if (!std::exchange(noted_, true)) host_.changed(state_.leg);
}

std::optional<KeptCall> Dialog::take_changes() {
    noted_ = false;
    if (phase_ == Phase::over || !outlives()) return {};
    kept_ = true;
    return kept();
}

KeptCall Dialog::kept() const {
    KeptCall out;
    out.dialog = state_;
    out.dialog.start = host_.start();
    out.dialog.local = without_pin(state_.local);
    out.dialog.local_cseq = requests_.local_cseq();
    out.answered = handshake().answered;
    out.confirmed = handshake().confirmed;
    out.invite = client_.kept();
    out.timer = clock_.kept();
    out.transfer = transfer_.kept();
    out.transferred_before = transfer_.asked_before();
    return out;
}

// -- how it goes on

void Dialog::restore(const KeptCall& kept, bool answered) {
    kept_ = true;
    if (!CHECK(kept.dialog.leg == state_.leg && !requests_.has_leg())) return;
    const auto lives = lives_since(kept.dialog, host_.start());
    state_.local_cseq += cseq_gap * lives;
    state_.ours.step = session_version_gap * lives;
    state_.contact = current_contact();
    transfer_.resume_asked_before(kept.transferred_before);
    server_.resume({answered, kept.confirmed});
    client_.resume({answered, kept.confirmed}, kept.invite);
    clock_.resume(kept.timer);
    if (state_.inbound || !state_.name.remote_tag.empty()) requests_.make_leg();
}

void Dialog::resume(const KeptCall& kept, const calls::Resume& as) {
    const bool answered = kept.answered || as.answered;
    restore(kept, answered);
    if (kept.transfer && as.transferring) transfer_.resume(*kept.transfer);
    if (answered) return resume_established(as);
    client_.resume_ringing();
}

/// What was agreed is as the switchboard has it: that was written before our answer left, the dialog's own
/// word after it.
void Dialog::resume_established(const calls::Resume& as) {
    enter(Phase::up);
    if (as.ours) state_.local_media = as.ours;
    if (as.theirs && state_.remote_session) state_.remote_session->audio = *as.theirs;
    if (as.shown) display_.show_with_next(*as.shown);
    liveness_.lose_connection();
    if (!state_.inbound) client_.resume_answered(as.answered);
    if (state_.inbound && !confirmed()) server_.await_confirmation();
    alive();
    changed();
}

void Dialog::end_resumed(const KeptCall& kept) {
    restore(kept, kept.answered);
    if (kept.answered) {
        enter(Phase::up);
        liveness_.lose_connection();
        return hang_up(calls::CancelReason::none);
    }
    enter(Phase::cancelling);
    client_.resume_ringing();
    if (phase_ == Phase::cancelling) client_.cancel(calls::CancelReason::none);
}

}  // namespace layby::sip
