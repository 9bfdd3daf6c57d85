// What a caller has said into a user's message box. The sound itself is a file of the recorder's, named by
// the id. Plain values; any thread.
#pragma once
#include <cstdint>
#include <string>

#include "parking/events.hpp"
#include "words/ids.hpp"
#include "words/party.hpp"
#include "words/time.hpp"

namespace layby::calls {

struct Message {
    enum class State : std::uint8_t {
        recording,  ///< or its sound isn't durable yet: nobody is told of it
        fresh,      ///< nobody has heard it
        heard,
    };
    MessageId id;
    State state{};
    std::string box;         ///< whose it is: a user
    Party caller;            ///< neither name nor number of who asked for privacy
    LegId call;              ///< the caller's
    ParkId park;             ///< from which it was left
    std::string lot;         ///< of that
    SlotNumber slot;         ///< likewise
    parking::Parker parker;  ///< likewise; its leg means nothing
    std::string for_user;    ///< for whom it was parked; empty: nobody in particular
    Instant parked;          ///< since when it has waited there
    Instant at;              ///< when the caller began to speak
    Duration length{};       ///< of what is durable; zero: nothing yet
    bool operator==(const Message&) const = default;
};

/// What somebody does with a message.
struct MessageOrder {
    enum class What : std::uint8_t { heard, fresh, forget };
    MessageId message;
    What what{};
};

/// A user's message box.
struct MessageBox {
    bool there{};
    Duration longest{3min};   ///< of one message
    std::size_t most{50};     ///< who comes after so many can leave none
    Duration kept{30 * 24h};  ///< then one is forgotten; zero: never
    bool operator==(const MessageBox&) const = default;
};

}  // namespace layby::calls
