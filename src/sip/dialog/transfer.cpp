#include "sip/dialog/transfer.hpp"

#include "runtime/check.hpp"
#include "sip/stack/message_parts.hpp"
#include "sip/text/refer_to.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

bool established(Phase phase) { return phase == Phase::up || phase == Phase::answered; }

}  // namespace

void Transfer::asked(std::unique_ptr<Incoming> refer, const sip_t& sip) {
    if (!established(dialog_.phase())) return refer->reply(481);
    if (subscription_ && !refer_ && subscription_->cseq == sip.sip_cseq->cs_seq)
        return refer->reply(accepted());  // again: our first answer died with the process
    if (subscription_) return refer->reply(491);
    const auto target = sip.sip_refer_to ? read_refer_to(text_of(sip.sip_refer_to)) : std::nullopt;
    if (!target) return refer->reply(Reply{400, "Bad Refer-To Header", {}, {}});
    calls::TransferAsked fact{dialog_.state().leg, target->number, target->orbit, {}};
    if (target->replaces) {
        fact.replaces = dialog_.host().leg_named(target->replaces->name);
        if (!fact.replaces) return refer->reply(refusal({488, "The replaced call is not known here"}));
    }
    const bool silent = lower_case(header_text(sip, "Refer-Sub")) == "false";
    const auto id = asked_before_ ? ";id=" + std::to_string(sip.sip_cseq->cs_seq) : "";
    asked_before_ = true;
    refer_ = std::move(refer);
    subscription_ = KeptTransfer{"refer" + id, silent, sip.sip_cseq->cs_seq};
    ++dialog_.host().subscriptions();
    dialog_.changed();
    dialog_.host().tell(std::move(fact));
}

void Transfer::accept() {
    if (!refer_ || !CHECK(subscription_)) return;
    const auto refer = std::exchange(refer_, nullptr);
    refer->reply(accepted());
    dialog_.changed();
    notify(100, {}, false);
}

Reply Transfer::accepted() const {
    const auto silent = subscription_->silent ? header("Refer-Sub", "false") : std::string{};
    return {202, {}, header("Contact", dialog_.state().contact) + silent, {}};
}

void Transfer::report(int status, const std::string& reason) {
    if (!subscription_ || refer_) return;
    const bool final = status >= 200;
    notify(status, reason, final);
    if (final) end();
}

void Transfer::refuse(const calls::Refused& why) {
    if (!refer_) return;
    refer_->reply(refusal(why));
    refer_.reset();
    end();
}

void Transfer::notify(int status, const std::string& reason, bool final) {
    if (subscription_->silent || !established(dialog_.phase())) return;
    auto notify = dialog_.requests().make("NOTIFY");
    notify.headers +=
        header("Event", subscription_->event) +
        header("Subscription-State", final ? "terminated;reason=noresource" : "active;expires=60");
    notify.body = {"message/sipfrag;version=2.0",
                   "SIP/2.0 " + std::to_string(status) + " " + status_phrase(status, reason) + "\r\n"};
    dialog_.requests().send(std::move(notify), nullptr);
}

void Transfer::end() {
    if (!subscription_) return;
    if (refer_) refer_->reply(487);
    refer_.reset();
    subscription_.reset();
    --dialog_.host().subscriptions();
    dialog_.changed();
}

void Transfer::resume(const KeptTransfer& kept) {
    if (!CHECK(!subscription_)) return;
    subscription_ = kept;
    ++dialog_.host().subscriptions();
}

}  // namespace layby::sip
