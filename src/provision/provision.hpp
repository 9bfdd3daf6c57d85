// Ready settings for telephones: the account, the way to the server, park keys with their lamps, and codes,
// each in the phone's own format. What stands in them is data: templates/*.mustache. Pure functions; any
// thread.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "calls/office.hpp"
#include "words/transport.hpp"

namespace layby::provision {

/// A kind of telephone whose format we know.
struct Phone {
    std::string name;   ///< asked for by it, e.g. "yealink"
    std::string title;  ///< shown, e.g. "Yealink"
};
std::vector<Phone> phones();
/// In the order in which they are shown; for what somebody has misspelled.
std::vector<std::string> phone_names();

/// A lot as a phone's keys reach it.
struct Lot {
    std::string name, park_number;
    std::uint32_t first{}, last{};  ///< slots, both included
    bool operator==(const Lot&) const = default;
};

/// Somebody's phone, and what there is to reach.
struct Wanted {
    std::string user, display;
    std::string password{};  ///< empty: a marker stands in its place
    std::string host;        ///< what the phone calls the server: a name or an address
    std::uint16_t port{};
    Transport transport{};
    std::vector<Lot> lots{};
    /// So many slots at most get a key, the first ones of each lot; 0: all. Never more than 300 keys
    /// together, those of the park numbers included.
    std::size_t keys{};
    calls::Codes codes{};
    calls::MediaEncryption encryption{};  ///< of sound; where it is liked, over TLS alone
};

/// What stands where a password would.
std::string password_marker(const std::string& user);

/// For a file of its own, under the name by which the phone looks for it, or one that says whose it is.
struct File {
    std::string name, text;
};
/// The sentence says why not: the phone's format can't hold what it would have to.
using Written = std::variant<std::vector<File>, std::string>;
/// `phone` is one of `phone_names`.
Written written_for(const std::string& phone, const Wanted& wanted);

}  // namespace layby::provision
