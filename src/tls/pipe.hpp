// One encrypted connection: TLS outside, plain bytes inside. It holds one piece of each direction at a time,
// so who reads slowly is sent nothing more, and costs no memory. The edge's thread.
#pragma once
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "tls/context.hpp"
#include "words/address.hpp"
#include "words/time.hpp"

namespace layby::tls {

/// What the edge does for its pipes, and is told by them.
struct PipeHost {
    /// Before the connection inside is made from this port.
    std::function<void(std::uint16_t port, const Address& peer)> announce;
    std::function<void(const Address& peer, const std::string& why)> handshake_failed;
    std::function<void(const Address& peer)> shaken;  ///< hands have been shaken, or never will be; once
    std::function<void()> gone;
};

class Pipe : public std::enable_shared_from_this<Pipe> {
  public:
    using Socket = boost::asio::ip::tcp::socket;

    Pipe(Socket socket, const Address& peer, std::uint16_t inside, Context context,
         std::shared_ptr<const PipeHost> host);
    ~Pipe();
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    void start(Duration patience);
    void end();

  private:
    using Piece = std::array<char, 4096>;
    void on_shaken(const boost::system::error_code& error);
    void connect();
    void carry_in();
    void carry_out();
    void hear_the_end();
    void tell_shaken();
    void say_goodbye();

    Context context_;  ///< kept as long as it is used
    boost::asio::ssl::context library_;
    boost::asio::ssl::stream<Socket> outside_;
    Socket inside_;
    boost::asio::steady_timer patience_;
    Address peer_;
    std::uint16_t port_;
    std::shared_ptr<const PipeHost> host_;
    Piece in_{}, out_{};
    bool shaken_{}, ended_{}, timed_out_{};
};

}  // namespace layby::tls
