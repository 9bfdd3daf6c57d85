#include "parking/parked_call.hpp"

namespace layby::parking {
namespace {

/// The earlier of both. Of two at the same instant the first named wins.
NextDue earlier(const NextDue& one, const NextDue& other) {
    if (!other.at) return one;
    return one.at && *one.at <= *other.at ? one : other;
}

NextDue when(Due what, const std::optional<Instant>& at) {
    return at ? NextDue{what, at} : NextDue{Due::nothing, {}};
}

}  // namespace

NextDue next_due(const ParkedCall& call) {
    switch (call.phase) {
        case Phase::reserved:
            return when(Due::lapse, call.lapse);
        case Phase::waiting: {
            const NextDue patience = call.patience_over ? NextDue{} : when(Due::max_wait, call.max_wait);
            return earlier(earlier(patience, when(Due::recall, call.recall)),
                           when(Due::reminder, call.reminder));
        }
        case Phase::ringing:
            return when(Due::ring_out, call.ring_out);
        case Phase::retrieving:
            return {};  // the retriever's phone confirms or fails; the deadlines wait for it
    }
    return {};
}

}  // namespace layby::parking
