// TCP connections that others have opened and over which nobody has proved yet who it is: how many there may
// be, and for how long. A stranger's connection ends ten seconds after its last complete request, or after
// the accept. Who has registered, called or sent something within a dialog is a stranger no longer, nor is
// who comes from a trunk's address.
//
// Sofia accepts connections by itself and tells nobody, so our accept() takes the place of the C library's
// (as our clock takes that of sofia's, clock.cpp). Owned by the stack; signalling thread. One at a time.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "words/address.hpp"
#include "words/time.hpp"

namespace layby::sip {

/// A connection as the kernel knows it: when it has ended, its number is given to another one; the cookie
/// never is.
struct AcceptedSocket {
    int number{};
    std::uint64_t cookie{};
};

struct ConnectionLimits {
    std::size_t total{10000};
    std::size_t per_source{20};  ///< that have said nothing for two seconds; ten times as many that just came
    Duration patience{std::chrono::seconds{10}};
};

/// How many files strangers may use up: what the process may open, without two for each of `max_calls` and a
/// hundred for the API, the store and the log.
ConnectionLimits limits_for(std::size_t max_calls);

class Connections {
  public:
    using End = std::function<void(const AcceptedSocket&)>;
    using Trusts = std::function<bool(const std::string& ip)>;
    using Crowded = std::function<void(const Address& peer)>;

    Connections(ConnectionLimits limits, End end) : limits_(limits), end_(std::move(end)) {}
    void trust(Trusts trusts) { trusts_ = std::move(trusts); }
    void on_crowd(Crowded crowded) { crowded_ = std::move(crowded); }  ///< told of each that had to go for it

    /// False: there are too many; the caller closes it.
    bool accepted(const AcceptedSocket& socket, const Address& peer, Instant now);
    void heard(const Address& peer, Instant now);  ///< a complete request came
    void proved(const Address& peer);
    void expire(Instant now);
    std::optional<Instant> next_deadline() const;

    std::size_t strangers() const { return strangers_.size(); }
    std::uint64_t ended() const { return ended_; }

  private:
    using Key = std::pair<std::string, std::uint16_t>;
    using Order = std::set<std::pair<Instant, Key>>;  ///< by when it was last heard
    struct Stranger {
        AcceptedSocket socket;
        std::string source;
        Instant heard{};
    };
    void forget(const Key& key);
    void end(const Key& key);
    bool room_for(const std::string& source, Instant now);

    ConnectionLimits limits_;
    End end_;
    Trusts trusts_ = [](const auto&) { return false; };
    Crowded crowded_ = [](const auto&) {};
    std::map<Key, Stranger> strangers_;
    Order by_heard_;
    std::unordered_map<std::string, Order> of_source_;
    std::uint64_t ended_{};
};

}  // namespace layby::sip
