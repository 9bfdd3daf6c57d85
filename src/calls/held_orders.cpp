#include "calls/held_orders.hpp"

#include <utility>

namespace layby::calls {

HeldOrders::HeldOrders(Signalling& to, WhenDurable when_durable)
    : to_(to), when_durable_(std::move(when_durable)) {}

/// Keeps copies of the arguments: those of the order may be gone when it leaves.
template <class... Parameters, class... Arguments>
void HeldOrders::hold(void (Signalling::*order)(Parameters...), Arguments&&... arguments) {
    turn_.emplace_back(
        [to = &to_, order, ... kept = std::decay_t<Arguments>(arguments)] { (to->*order)(kept...); });
}

void HeldOrders::turn_over() {
    if (turn_.empty()) return;
    when_durable_([orders = std::exchange(turn_, {})] {
        for (const auto& order : orders) order();
    });
}

void HeldOrders::ring(LegId leg, const std::optional<MediaDescription>& early, const Party& shown) {
    hold(&Signalling::ring, leg, early, shown);
}

void HeldOrders::answer(LegId leg, const MediaDescription& description, const Party& shown) {
    hold(&Signalling::answer, leg, description, shown);
}

void HeldOrders::refuse(LegId leg, const Refused& why) { hold(&Signalling::refuse, leg, why); }

void HeldOrders::call(LegId leg, const OutboundCall& order) { hold(&Signalling::call, leg, order); }

void HeldOrders::hang_up(LegId leg, CancelReason reason) { hold(&Signalling::hang_up, leg, reason); }

void HeldOrders::offer(LegId leg, const MediaDescription& description) {
    hold(&Signalling::offer, leg, description);
}

void HeldOrders::accept_offer(LegId leg, const MediaDescription& answer) {
    hold(&Signalling::accept_offer, leg, answer);
}

void HeldOrders::refuse_offer(LegId leg, const Refused& why) { hold(&Signalling::refuse_offer, leg, why); }

void HeldOrders::show_party(LegId leg, const Party& shown) { hold(&Signalling::show_party, leg, shown); }

void HeldOrders::probe(LegId leg) { hold(&Signalling::probe, leg); }

void HeldOrders::send_digit(LegId leg, char digit, Duration length) {
    hold(&Signalling::send_digit, leg, digit, length);
}

void HeldOrders::accept_transfer(LegId leg) { hold(&Signalling::accept_transfer, leg); }

void HeldOrders::report_transfer(LegId leg, int status, const std::string& reason) {
    hold(&Signalling::report_transfer, leg, status, reason);
}

void HeldOrders::refuse_transfer(LegId leg, const Refused& why) {
    hold(&Signalling::refuse_transfer, leg, why);
}

void HeldOrders::accept_referral(ReferralId referral) { hold(&Signalling::accept_referral, referral); }

void HeldOrders::report_referral(ReferralId referral, const Refused& result, LegId parked) {
    hold(&Signalling::report_referral, referral, result, parked);
}

void HeldOrders::refuse_referral(ReferralId referral, const Refused& why) {
    hold(&Signalling::refuse_referral, referral, why);
}

void HeldOrders::send_message(std::uint64_t token, const std::string& user, const std::string& text) {
    hold(&Signalling::send_message, token, user, text);
}
void HeldOrders::send_message_out(std::uint64_t token, const std::string& trunk, const std::string& number,
                                  const std::string& text) {
    hold(&Signalling::send_message_out, token, trunk, number, text);
}

}  // namespace layby::calls
