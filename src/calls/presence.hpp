// What a user wants done with calls for it, as said by phone, board or program: state, no setting. Plain
// values.
#pragma once
#include <string>
#include <string_view>

#include "calls/ends.hpp"
#include "words/time.hpp"

namespace layby::calls {

/// Where calls for a user go instead: numbers of users, of groups, or outside. Empty: they don't.
struct Forwards {
    std::string always;                        ///< its phones don't ring at all
    Ends otherwise{};                          ///< busy: also while it is not to be disturbed
    Duration after{std::chrono::seconds{20}};  ///< its phones ring so long before no_answer
    bool operator==(const Forwards&) const = default;
};
inline constexpr Duration shortest_forward_after = std::chrono::seconds{5},
                          longest_forward_after = std::chrono::seconds{120};

/// Numbers and names of users: 1 to 64 of these.
inline bool can_be_forwarded_to(std::string_view number) {
    constexpr std::string_view allowed =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-+*#";
    return !number.empty() && number.size() <= 64 &&
           number.find_first_not_of(allowed) == std::string_view::npos;
}

struct Presence {
    std::string user;
    bool do_not_disturb{};
    Forwards forwards{};
    bool operator==(const Presence&) const = default;
};

/// Its phones ring as they do for anybody who has said nothing.
inline bool at_rest(const Presence& presence) { return presence == Presence{presence.user, false, {}}; }

}  // namespace layby::calls
