// The log of what was refused: a line per source and second, with a count, whoever tries how fast. Pure: time
// is an argument, lines go to the sink. Owned by the endpoint; signalling thread.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "words/address.hpp"
#include "words/time.hpp"
#include "words/transport.hpp"

namespace layby::sip {

/// What was refused, for "1 wrong password for 201" and "5 wrong passwords for 201".
struct RefusedKind {
    std::string_view one, many;
    bool named{true};  ///< a name follows
};
inline constexpr RefusedKind wrong_password{"wrong password for", "wrong passwords for"};
inline constexpr RefusedKind unknown_user{"try as unknown user", "tries as unknown user"};
inline constexpr RefusedKind bad_credentials{"unreadable proof of", "unreadable proofs of"};
inline constexpr RefusedKind expired_login{"expired login of", "expired logins of"};
inline constexpr RefusedKind void_login{"void login of", "void logins of"};
inline constexpr RefusedKind no_credentials{"challenge unanswered by", "challenges unanswered by"};
inline constexpr RefusedKind another_number{"request under a foreign number by",
                                            "requests under a foreign number by"};
inline constexpr RefusedKind another_uri{"proof of another request by", "proofs of other requests by"};
inline constexpr RefusedKind not_allowed_call{"forbidden call by", "forbidden calls by"};
inline constexpr RefusedKind not_allowed_transfer{"forbidden transfer by", "forbidden transfers by"};
inline constexpr RefusedKind not_allowed_park{"forbidden park of a foreign call by",
                                              "forbidden parks of foreign calls by"};
inline constexpr RefusedKind from_elsewhere{"request from a strange address in a call of",
                                            "requests from a strange address in calls of"};
inline constexpr RefusedKind strange_path{"Path through an unknown proxy by",
                                          "Paths through unknown proxies by"};
inline constexpr RefusedKind too_long{"message of more than 64 kB by", "messages of more than 64 kB by"};
inline constexpr RefusedKind unreadable{"message that can't be read", "messages that can't be read", false};
inline constexpr RefusedKind one_too_many{"connection too many, without a request,",
                                          "connections too many, without a request,", false};

struct Sender {
    Address address;
    Transport transport{};
    std::string text() const;  ///< "203.0.113.7:5060/udp", "[2001:db8::7]:5060/tcp"
};

/// What a stranger wrote, for a line of the log: printable, without spaces at the ends, cut at 100
/// characters.
std::string for_log(std::string_view text);

class RefusalLog {
  public:
    explicit RefusalLog(std::function<void(const std::string&)> sink) : sink_(std::move(sink)) {}

    /// `who`: a name or number that the sender used. `what`: more about the last of them, behind a colon.
    void note(const RefusedKind& kind, std::string_view who, const Sender& from, Instant now,
              std::string_view what = {});
    void expire(Instant now);                      ///< tells what was held back
    std::optional<Instant> next_deadline() const;  ///< of expire()

  private:
    struct Held {
        const RefusedKind* kind{};
        std::string who, from, what;
        std::size_t count{};
        bool others{};  ///< other names, too
    };
    struct Source {
        Instant silent_until{};
        std::vector<Held> held;
    };
    void add(Source& source, const RefusedKind& kind, std::string who, const Sender& from, std::string what);
    bool tell(Source& source, Instant now);
    void tell_rest(Instant now);

    std::function<void(const std::string&)> sink_;
    std::map<std::string, Source> sources_;
    Instant second_{};  ///< in which `told_` lines were told
    std::size_t told_{};
    std::size_t rest_{};  ///< refusals of which no line tells: there were too many sources
};

}  // namespace layby::sip
