#include "sip/dialog/referral.hpp"

#include "sip/dialog/our_headers.hpp"
#include "sip/stack/message_parts.hpp"

namespace layby::sip {
namespace {

std::string status_line(int status, const std::string& reason) {
    return "SIP/2.0 " + std::to_string(status) + " " + status_phrase(status, reason) + "\r\n";
}

/// Enough of the dialog for an INVITE with Replaces to us. To is our side, as if the caller had called us.
std::string dialog_lines(const DialogState& dialog) {
    return header("From", dialog.remote + ";tag=" + dialog.name.remote_tag) +
           header("To", dialog.local + ";tag=" + dialog.name.local_tag) +
           header("Call-ID", dialog.name.call_id) + header("Contact", dialog.contact);
}

}  // namespace

Referral::Referral(Stack& stack, DialogState state, std::unique_ptr<Incoming> refer, Flow flow, bool silent,
                   std::function<void()> over)
    : stack_(stack),
      state_(std::move(state)),
      refer_(std::move(refer)),
      flow_(std::move(flow)),
      silent_(silent),
      over_(std::move(over)),
      leg_(stack, state_, [](std::unique_ptr<Incoming> incoming, const sip_t&) { incoming->reply(481); }) {
    refer_->tag(state_.name.local_tag);
}

void Referral::accept() {
    if (!refer_) return;
    const auto refer = std::exchange(refer_, nullptr);
    refer->reply(Reply{
        202, {}, header("Contact", state_.contact) + (silent_ ? header("Refer-Sub", "false") : ""), {}});
    notify(status_line(100, {}), false);
}

void Referral::report(const calls::Refused& result, const DialogState* parked) {
    if (refer_) return;
    notify(status_line(result.status, result.reason) + (parked ? dialog_lines(*parked) : ""), true);
}

void Referral::refuse(const calls::Refused& why) {
    if (!refer_) return;
    refer_->reply(refusal(why));
    refer_.reset();
    over_();
}

void Referral::notify(const std::string& fragment, bool final) {
    if (silent_) return final ? over_() : void();
    NewRequest request;
    request.method = "NOTIFY";
    lead(request, state_, flow_);
    request.headers =
        header("Contact", state_.contact) + header("Event", "refer") +
        header("Subscription-State", final ? "terminated;reason=noresource" : "active;expires=60");
    request.body = {"message/sipfrag;version=2.0", fragment};
    auto sent = stack_.send_on(leg_.get(), request,
                               [this, final](int status, const sip_t*) { responded(final, status); });
    if (!sent) return final ? over_() : void();
    sent_.push_back(std::move(sent));
}

void Referral::responded(bool final, int status) {
    if (final && status >= 200) over_();
}

}  // namespace layby::sip
