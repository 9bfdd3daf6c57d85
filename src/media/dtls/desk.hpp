// All handshakes that are under way, by leg: which datagram is for which, who may begin one, and who it turns
// out to be. A new one never harms the one before: it takes its place when it is over and the peer has the
// certificate that its SDP names. Knows neither threads nor sockets. Used by one thread at a time.
#pragma once
#include <functional>
#include <set>
#include <unordered_map>
#include <variant>

#include "media/core/handshakes.hpp"
#include "media/dtls/client_hello.hpp"
#include "media/dtls/handshake.hpp"

namespace layby::media {

class Desk {
  public:
    /// To be sent from the leg's port.
    struct Say {
        LegId leg;
        SocketAddress to;
        Datagram datagram;
    };
    /// It is over, and the peer is the right one.
    struct Agreed {
        LegId leg;
        Fingerprint with;
        SocketAddress at;
        SrtpKeys keys;
    };
    using News = std::variant<Say, Agreed>;

    Desk(const Identity& identity, std::function<void(News)> tell)
        : identity_(identity), tell_(std::move(tell)) {}

    void expect(LegId leg, const Fingerprint& peer, Handshakes::Whence whence);
    /// With whom waits for us. One that comes to nothing is begun again, until another is over or it is
    /// forgotten.
    void begin(LegId leg, const SocketAddress& to, Instant now);
    void hear(LegId leg, const SocketAddress& from, Bytes datagram, Instant now);
    void forget(LegId leg);

    /// Says again what wasn't answered, and gives up what takes too long.
    void expire(Instant now);
    /// When expire() has something to do.
    std::optional<Instant> next_deadline() const;

    // What strangers can make us do is bounded.
    static constexpr std::size_t most_under_way = 1000;  ///< of all legs
    static constexpr std::size_t most_of_a_leg = 2;      ///< of them
    static constexpr std::size_t most_lingering = 2000;  ///< that are over, of all legs
    static constexpr unsigned most_in_a_row = 8;         ///< begun for a leg; one more each second
    static constexpr Duration longest = std::chrono::seconds{30};
    static constexpr Duration before_again = std::chrono::seconds{5};  ///< when ours came to nothing
    /// So long after it is over its last words may be asked for again.
    static constexpr Duration lingers = std::chrono::seconds{20};

    std::size_t under_way() const { return under_way_; }

  private:
    struct Try {
        std::unique_ptr<Handshake> handshake;
        SocketAddress peer;
        std::optional<HelloRandom> hello;  ///< none: we began
        Instant ends_at{};
        std::optional<Instant> repeat_at{};
    };
    struct Again {
        SocketAddress to;
        Instant at{};
    };
    struct Leg {
        LegId id;
        Fingerprint expected{};
        Handshakes::Whence whence{};
        std::vector<Try> under_way{};  ///< the newest first
        std::optional<Try> over{};     ///< the last one
        unsigned left{most_in_a_row};  ///< that may begin
        Instant left_at{};
        std::optional<Again> again{};  ///< we begin
        bool failure_told{};
        std::optional<Instant> deadline{};
    };

    Try* find(Leg& leg, const SocketAddress& from, const std::optional<HelloRandom>& hello);
    void accept(Leg& leg, const SocketAddress& from, Bytes datagram, const HelloRandom& hello, Instant now);
    std::unique_ptr<Handshake> accept_with_cookie(const Leg& leg, const SocketAddress& from, Bytes datagram,
                                                  Instant now);
    bool may_begin(Leg& leg, Instant now);
    void add(Leg& leg, Try one, Instant now);
    void drop(Leg& leg, const Try& one, Instant now);
    void drop_ours(Leg& leg);
    void start(Leg& leg, const SocketAddress& to, Instant now);
    void advance(Leg& leg, Try& one, Instant now);
    void finish(Leg& leg, Try& one, Instant now);
    void end_linger(Leg& leg);
    void complain(Leg& leg, const Try& one, const std::string& why);
    void say(const Leg& leg, Try& one, Instant now);
    void expire(Leg& leg, Instant now);
    void schedule(Leg& leg);

    const Identity& identity_;
    std::function<void(News)> tell_;
    std::unordered_map<LegId, Leg> legs_;
    std::set<std::pair<Instant, std::uint64_t>> deadlines_;  // and of which leg
    std::unique_ptr<Handshake> spare_;                       // asks for cookies
    std::size_t under_way_{}, lingering_{};
};

}  // namespace layby::media
