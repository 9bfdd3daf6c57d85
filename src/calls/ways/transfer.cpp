// Blind transfers: the target rings while the transferred party hears ringback. If nobody answers, the
// transferor has its call back; if it has hung up meanwhile, it is rung back.
#include "calls/ways/transfer.hpp"

#include "calls/house/board.hpp"
#include "calls/house/bridge.hpp"
#include "calls/house/media_agreement.hpp"
#include "calls/ways/outside.hpp"
#include "calls/ways/rescue.hpp"
#include "calls/ways/transferring.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

constexpr int most_ring_backs = 3;
constexpr Duration between_ring_backs{10s};

Ring ring_of(const Transfer& transfer, const Leg& transferee, Ring::Purpose purpose) {
    Ring ring;
    ring.purpose = purpose;
    ring.waiting = transferee.id;
    ring.transfer = transfer.id;
    ring.caller = transferee.party;
    ring.referred_by = transfer.user;
    if (const auto codec = transferee.codec()) ring.like = {*codec};
    if (transfer.rescue) show_rescue(ring);
    return ring;
}

void ring_for_transferee(Board& board, Leg& transferee, Ring ring, const Destination& to) {
    Ring& opened = open_ring(board, std::move(ring));
    transferee.ring = opened.id;
    aim(board, opened, to);
}

/// Who has asked for the transfer hangs up when it is told. Who hasn't waits for nothing.
void release_transferor(Board& board, Leg& transferor, int status, const std::string& reason) {
    if (!transferor.refer_open) return end(board, transferor);
    report_transfer(board, transferor, status, reason);
    leave(board, transferor);
}

void give_up(Board& board, const Transfer& transfer) {
    Leg* transferee = change(board, transfer.transferee);
    forget_transfer(board, transfer.id);
    if (transferee) end(board, *transferee);
}

}  // namespace

void ring_back(Board& board, Transfer& transfer) {
    Leg* transferee = change(board, transfer.transferee);
    if (!CHECK(transferee)) return forget_transfer(board, transfer.id);
    if (transfer.user.empty() && !transfer.rescue) return give_up(board, transfer);
    const Destination whom = transfer.rescue ? rescuer(board, transfer) : Destination{ToUser{transfer.user}};
    ring_for_transferee(board, *transferee, ring_of(transfer, *transferee, Ring::Purpose::ring_back), whom);
}

Transfer& begin_transfer(Board& board, Leg& transferor, Leg& transferee) {
    const auto id = next_id<TransferId>(board);
    Transfer& transfer = board.transfers[id];
    transfer = {id, transferor.id, transferee.id, transferor.user(), 0, {}, {}};
    part(board, transferor);
    board.deadlines.cancel(transferor.timer);
    board.deadlines.cancel(transferee.timer);
    enter(transferor, Doing::transferring);
    transferor.transfer = id;
    enter(transferee, Doing::waiting);
    transferee.transfer = id;
    return transfer;
}

void forget_transfer(Board& board, TransferId id) {
    Transfer* transfer = board.transfers.change(id);
    if (!transfer) return;
    board.deadlines.cancel(transfer->again);
    board.transfers.erase(id);
}

void transfer_blindly(Board& board, Leg& transferor, Leg& transferee, const Destination& to) {
    accept_transfer(board, transferor);
    transfer_by_order(board, transferor, transferee, to, account_of(transferor));
}

void transfer_by_order(Board& board, Leg& transferor, Leg& transferee, const Destination& to,
                       const Account& payer) {
    const Transfer& transfer = begin_transfer(board, transferor, transferee);
    Ring ring = ring_of(transfer, transferee, Ring::Purpose::transfer);
    ring.payer = payer;
    ring_for_transferee(board, transferee, std::move(ring), to);
}

void transfer_answered(Board& board, const Ring& ring, Leg& target) {
    const Transfer* transfer = board.transfers.find(ring.transfer);
    Leg* transferee = change(board, ring.waiting);
    if (!CHECK(transfer && transferee)) return end(board, target);
    Leg* transferor = change(board, transfer->transferor);
    forget_transfer(board, ring.transfer);
    join(board, *transferee, target);
    if (transferor) release_transferor(board, *transferor, 200, "OK");
}

void transfer_failed(Board& board, const Ring& ring) {
    Transfer* transfer = board.transfers.change(ring.transfer);
    Leg* transferee = change(board, ring.waiting);
    if (!CHECK(transfer && transferee)) return;
    Leg* transferor = change(board, transfer->transferor);
    if (!transferor) return ring_back(board, *transfer);
    forget_transfer(board, ring.transfer);
    report_transfer(board, *transferor, ring.best.status, ring.best.reason);
    join(board, *transferor, *transferee);
}

void ring_back_failed(Board& board, const Ring& ring) {
    Transfer* transfer = board.transfers.change(ring.transfer);
    Leg* transferee = change(board, ring.waiting);
    if (!CHECK(transfer && transferee)) return;
    ++transfer->rung_back;
    const bool enough =
        transfer->rescue ? out_of_patience(board, *transfer->rescue) : transfer->rung_back >= most_ring_backs;
    if (enough) return give_up(board, Transfer(*transfer));
    transferee->ring = {};
    transfer->again =
        board.deadlines.set(board.now + between_ring_backs, {Due::What::transfer, transfer->id.value});
}

void ring_back_again(Board& board, TransferId id) {
    Transfer* transfer = board.transfers.change(id);
    if (!transfer) return;
    transfer->again = {};  // a deadline that has passed is not set again after a restart
    ring_back(board, *transfer);
}

void transferee_gone(Board& board, Leg& leg) {
    if (Ring* ring = board.rings.change(leg.ring)) stop_ring(board, *ring, CancelReason::none);
    const Transfer* transfer = board.transfers.find(leg.transfer);
    Leg* transferor = transfer ? change(board, transfer->transferor) : nullptr;
    forget_transfer(board, leg.transfer);
    drop(board, leg);
    if (transferor) release_transferor(board, *transferor, 487, "the other party hung up");
}

void transferor_gone(Board& board, Leg& leg) {
    if (Transfer* transfer = board.transfers.change(leg.transfer)) transfer->transferor = {};
    drop(board, leg);
}

}  // namespace layby::calls
