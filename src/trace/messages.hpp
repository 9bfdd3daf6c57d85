// The messages of the tape that somebody asks for. Values; any thread but the signalling one, as it takes
// time.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trace/tape.hpp"
#include "words/address.hpp"

namespace layby::trace {

/// Which messages; what is empty doesn't matter.
struct Wanted {
    LegId call{};            ///< of this leg, and of all that have had to do with it
    std::string call_id{};   ///< with just this one
    std::string user{};      ///< a user or number, in an address or in what proves who asks
    std::string address{};   ///< of the other side: "192.0.2.7", "192.0.2.7:5060", "[2001:db8::7]:5060"
    std::uint64_t after{};   ///< later than the one with this number
    std::size_t most{1000};  ///< the latest of them
};

struct Message {
    std::uint64_t number{};
    std::chrono::system_clock::time_point at;
    Direction direction{};
    Transport transport{};
    Address local, remote;
    bool again{};  ///< word for word as one before: sent again
    std::string call_id;
    std::string text;
};

Message message_of(const Passage& passage, std::string_view text);

/// "sip:201@…", "tel:201", "username=\"201\"".
bool names(std::string_view message, const std::string& user);

/// In the order in which they have passed; what is older than the tape keeps is left out.
std::vector<Message> messages(const Tape& tape, const Wanted& wanted, Instant now);

std::string_view first_line(std::string_view message);
/// "INVITE", or "200 OK (INVITE)".
std::string what_is(std::string_view message);
/// "192.0.2.7:5060", "[2001:db8::7]:5060".
std::string text_of(const Address& address);
Address address_of(const RawAddress& raw);

}  // namespace layby::trace
