// A parked call as others see it: on the board, in `layby lots`, on lamps.
#include "parking/inside.hpp"

namespace layby::parking {
namespace {

std::string in_words(Due what, const LotRules& rules) {
    switch (what) {
        case Due::nothing:
            return {};
        case Due::lapse:
            return "reservation";
        case Due::reminder:
            return "reminder";
        case Due::recall:
            return "recall";
        case Due::ring_out:
            return "next step";
        case Due::max_wait:
            return rules.fallback.empty() ? "recall" : "fallback";
    }
    return {};
}

std::optional<Party> ringing_or_taking(const ParkedCall& call) {
    switch (call.phase) {
        case Phase::reserved:
        case Phase::waiting:
            return {};
        case Phase::ringing:
            return Party{"", call.rung};
        case Phase::retrieving:
            return call.taker->shown;
    }
    return {};
}

}  // namespace

ParkedCallView Lot::Inside::view(const ParkedCall& call) const {
    const NextDue next = next_due(call);
    const bool told = call.telling == Telling::told;
    return {call.park,
            call.slot,
            call.phase,
            call.caller,
            call.parker,
            call.for_user,
            call.since,
            next.at,
            in_words(next.what, rules),
            told,
            ringing_or_taking(call),
            call.note};
}

}  // namespace layby::parking
