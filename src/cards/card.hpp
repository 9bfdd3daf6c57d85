// A key card: what somebody presses on the own phone to park, to retrieve and for all else that this office
// has, from its real numbers and codes. Plain values and pure functions; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "calls/office.hpp"

namespace layby::cards {

/// Something that is pressed.
struct Key {
    enum class Kind : std::uint8_t {
        digit,  ///< of the keypad
        named,  ///< a key with a word on it
        lit,    ///< likewise, with its lamp on
        value,  ///< what the person puts in its place, such as a number
    };
    Kind kind{};
    std::string text;
    bool operator==(const Key&) const = default;
};

/// Keys, in the order in which they are pressed, and what comes of it.
struct Line {
    std::vector<Key> keys;
    std::string text;
};

struct Section {
    std::string title;
    std::vector<Line> lines;
};

struct Card {
    std::string title;  ///< of whoever has the phone
    std::string number;
    std::string phone;  ///< its kind, for people; may be empty
    std::string language;
    std::vector<Section> parking;    ///< callers parked and taken out
    std::vector<std::string> notes;  ///< what happens by itself to who is parked
    std::vector<Section> more;
};

/// Whose card it is, and what there is to reach. Lots: those that this person may see.
struct Holder {
    calls::User user;
    std::vector<calls::LotNumbers> lots;
    std::vector<calls::Hours> hours;
    std::vector<calls::User> others;
    calls::Codes codes;
};

/// "en", "de", …
std::vector<std::string> languages();
/// `phone`: its kind, and how that is called; empty: any. `has_keys`: it has a key for each slot.
struct PhoneOfCard {
    std::string title;
    bool has_keys{};
};
/// `language` is one of languages().
Card card_for(const Holder& holder, const PhoneOfCard& phone, const std::string& language);

/// All that is pressed, as one dials it: "*68701".
std::string dialled(const Line& line);

}  // namespace layby::cards
