// One connection with TLS: what it brings goes on in the clear to an end of a pair of sockets, and back. So
// who speaks HTTP knows nothing of TLS. Keeps itself alive while either side is open. Console thread.
#pragma once
#include <array>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "console/tls.hpp"

namespace layby::console {

/// How many don't speak HTTP yet. Shared with the pumps.
using Handshakes = std::shared_ptr<std::size_t>;

class TlsPump : public std::enable_shared_from_this<TlsPump> {
  public:
    using Plain = boost::asio::generic::stream_protocol::socket;
    using Entered = std::function<void(Plain)>;

    /// `patience`: for the handshake, and for the peer to take what is sent.
    TlsPump(boost::asio::ip::tcp::socket socket, std::shared_ptr<Tls> tls, std::chrono::milliseconds patience,
            Handshakes handshakes);
    ~TlsPump();
    TlsPump(const TlsPump&) = delete;
    TlsPump& operator=(const TlsPump&) = delete;

    /// `entered` gets the other end when the handshake is done; never, when that fails.
    void begin(Entered entered);

  private:
    void on_handshake(const Entered& entered);
    void read_theirs();
    void pass_on(std::size_t bytes);
    void read_ours();
    void send(std::size_t bytes);
    void say_goodbye();
    void close();
    /// After so long the connection is closed.
    void within(std::chrono::milliseconds time);

    const std::shared_ptr<Tls> tls_;
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> outer_;
    boost::asio::local::stream_protocol::socket inner_;
    boost::asio::steady_timer deadline_;
    const std::chrono::milliseconds patience_;
    Handshakes handshakes_;  ///< null: it is none any more
    std::array<char, 16 * 1024> theirs_, ours_;
};

}  // namespace layby::console
