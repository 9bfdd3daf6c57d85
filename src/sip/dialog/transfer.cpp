// Transfers that the peer asks for within its call: REFER and the NOTIFYs about it (RFC 3515, 3420, 4488).
#include "sip/dialog/call.hpp"
#include "sip/text/refer_to.hpp"
#include "sip/text/request_view.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {

void Call::on_refer(std::unique_ptr<Incoming> incoming, const sip_t& sip) {
    if (phase_ != Phase::up && phase_ != Phase::answered) return incoming->reply(481);
    if (transfer_ && !transfer_->refer && transfer_->cseq == sip.sip_cseq->cs_seq)
        return incoming->reply(transfer_accepted());  // again: our first answer died with the process
    if (transfer_) return incoming->reply(491);
    const auto target = sip.sip_refer_to ? read_refer_to(text_of(sip.sip_refer_to)) : std::nullopt;
    if (!target) return incoming->reply(Reply{400, "Bad Refer-To Header", {}, {}});
    calls::TransferAsked fact{state_.leg, target->number, target->orbit, {}};
    if (target->replaces) {
        fact.replaces = host_.leg_named(target->replaces->name);
        if (!fact.replaces) return incoming->reply(refusal({488, "The replaced call is not known here"}));
    }
    const bool silent = lower_case(header_text(sip, "Refer-Sub")) == "false";
    const auto id = transferred_before_ ? ";id=" + std::to_string(sip.sip_cseq->cs_seq) : "";
    transferred_before_ = true;
    transfer_ = Subscription{std::move(incoming), "refer" + id, silent, sip.sip_cseq->cs_seq};
    ++host_.subscriptions();
    changed();
    host_.tell(std::move(fact));
}

void Call::accept_transfer() {
    if (!transfer_ || !transfer_->refer) return;
    const auto refer = std::exchange(transfer_->refer, nullptr);
    refer->reply(transfer_accepted());
    changed();
    notify(100, {}, false);
}

Reply Call::transfer_accepted() const {
    const auto silent = transfer_->silent ? header("Refer-Sub", "false") : std::string{};
    return {202, {}, header("Contact", state_.contact) + silent, {}};
}

void Call::report_transfer(int status, const std::string& reason) {
    if (!transfer_ || transfer_->refer) return;
    const bool final = status >= 200;
    notify(status, reason, final);
    if (final) end_subscription();
}

void Call::refuse_transfer(const calls::Refused& why) {
    if (!transfer_ || !transfer_->refer) return;
    transfer_->refer->reply(refusal(why));
    end_subscription();
}

void Call::notify(int status, const std::string& reason, bool final) {
    if (transfer_->silent || (phase_ != Phase::up && phase_ != Phase::answered)) return;
    auto notify = in_dialog("NOTIFY");
    notify.headers +=
        header("Event", transfer_->event) +
        header("Subscription-State", final ? "terminated;reason=noresource" : "active;expires=60");
    notify.body = {"message/sipfrag;version=2.0",
                   "SIP/2.0 " + std::to_string(status) + " " + status_phrase(status, reason) + "\r\n"};
    request(std::move(notify), nullptr);
}

void Call::end_subscription() {
    if (!transfer_) return;
    if (transfer_->refer) transfer_->refer->reply(487);
    transfer_.reset();
    --host_.subscriptions();
    changed();
}

}  // namespace layby::sip
