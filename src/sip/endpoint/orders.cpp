// The orders of the port, handed to the call that they are for. Orders for a leg that is gone are ignored.
#include "sip/endpoint/endpoint_inside.hpp"

namespace layby::sip {

void Endpoint::ring(LegId leg, const std::optional<MediaDescription>& early, const Party& shown) {
    if (auto* call = inside_->find(leg)) call->ring(early, shown);
}

void Endpoint::answer(LegId leg, const MediaDescription& description, const Party& shown) {
    if (auto* call = inside_->find(leg)) call->answer(description, shown);
}

void Endpoint::refuse(LegId leg, const calls::Refused& why) {
    inside_->note_refused(not_allowed_call, leg, why);
    if (auto* call = inside_->find(leg)) call->refuse(why);
}

void Endpoint::call(LegId leg, const calls::OutboundCall& order) { inside_->place(leg, order); }

void Endpoint::hang_up(LegId leg, calls::CancelReason reason) {
    if (auto* call = inside_->find(leg)) call->hang_up(reason);
}

void Endpoint::offer(LegId leg, const MediaDescription& description) {
    if (auto* call = inside_->find(leg)) call->offer(description);
}

void Endpoint::accept_offer(LegId leg, const MediaDescription& answer) {
    if (auto* call = inside_->find(leg)) call->accept_offer(answer);
}

void Endpoint::refuse_offer(LegId leg, const calls::Refused& why) {
    if (auto* call = inside_->find(leg)) call->refuse_offer(why);
}

void Endpoint::show_party(LegId leg, const Party& shown) {
    if (auto* call = inside_->find(leg)) call->show_party(shown);
}

void Endpoint::probe(LegId leg) {
    if (auto* call = inside_->find(leg)) call->probe();
}

void Endpoint::send_digit(LegId leg, char digit, Duration length) {
    if (auto* call = inside_->find(leg)) call->send_digit(digit, length);
}

void Endpoint::accept_transfer(LegId leg) {
    if (auto* call = inside_->find(leg)) call->accept_transfer();
}

void Endpoint::report_transfer(LegId leg, int status, const std::string& reason) {
    if (auto* call = inside_->find(leg)) call->report_transfer(status, reason);
}

void Endpoint::refuse_transfer(LegId leg, const calls::Refused& why) {
    inside_->note_refused(not_allowed_transfer, leg, why);
    if (auto* call = inside_->find(leg)) call->refuse_transfer(why);
}

}  // namespace layby::sip
