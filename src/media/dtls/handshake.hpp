// One handshake with one peer, as OpenSSL makes it: datagrams in and out, and keys in the end. It goes on
// answering after that, as the peer may miss our last words. Used by one thread at a time.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "media/dtls/cookies.hpp"
#include "media/dtls/datagrams.hpp"
#include "media/dtls/identity.hpp"
#include "words/srtp_key.hpp"
#include "words/time.hpp"

namespace layby::media {

class Handshake {
  public:
    enum class Side : std::uint8_t { server, client };
    enum class State : std::uint8_t { going_on, over, failed };

    /// None: OpenSSL has failed. A client has something to say at once.
    static std::unique_ptr<Handshake> make(const Identity& identity, Side side);

    /// Instead of hear() for what begins it, from somebody who may lie about where it is: says a cookie which
    /// the peer has to repeat. True: it has, and go_on() answers it, which takes the private key.
    bool hear_with_cookie(Bytes hello, CookieOf cookie);
    State hear(Bytes datagram);
    State go_on();
    /// Whether something has to be said again; to be asked when repeat_in() is over.
    State repeat();
    /// None: nothing is waited for.
    std::optional<Duration> repeat_in() const;
    /// What is to be sent since it was asked last.
    std::vector<Datagram> say();

    State state() const { return state_; }
    /// Why it has failed.
    const std::string& why() const { return why_; }
    // Of one that is over.
    std::optional<Fingerprint> peer(DigestName hash) const;
    std::optional<SrtpKeys> keys() const;

  private:
    Handshake() = default;
    State fail();

    Datagrams datagrams_;
    Owned<SSL> connection_;
    State state_{};
    std::string why_;
    CookieOf cookie_;
};

}  // namespace layby::media
