// One encrypted connection: TLS outside, plain bytes inside. It holds one piece of each direction at a time,
// so who reads slowly is sent nothing more, and costs no memory. OpenSSL works on the socket itself: in
// between there are only as many bytes as it needs. The edge's thread.
#pragma once
#include <array>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "tls/context.hpp"
#include "words/address.hpp"
#include "words/time.hpp"

namespace layby::tls {

/// Who has pipes is told by them.
struct PipeHost {
    std::function<void(const Address& peer, const std::string& why)> handshake_failed;
    std::function<void(const Address& peer)> shaken;  ///< hands have been shaken, or never will be; once
    std::function<void()> gone;
};

/// For the thread that runs pipes: OpenSSL writes to a connection that may be gone, and the error is enough.
void no_broken_pipes();

class Pipe : public std::enable_shared_from_this<Pipe> {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    using Inside = boost::asio::generic::stream_protocol::socket;
    using Opened = std::function<void(const boost::system::error_code&, Inside)>;

    /// How long a peer may take.
    struct Patience {
        Duration handshake, reading;  ///< the latter: to take what is sent
    };

    Pipe(Socket socket, const Address& peer, Context context, std::shared_ptr<const PipeHost> host,
         Patience patience);
    ~Pipe();
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    /// `open`: hands have been shaken; tells once, now or later, of the connection that is to be inside.
    void start(std::function<void(Opened)> open);

  private:
    using Piece = std::array<char, 4096>;
    void shake_hands();
    void fail(const std::string& why);
    void enter();
    void carry_in();
    void pass_on(std::size_t size);
    void carry_out();
    void encrypt(std::size_t size);
    void hear_the_end();
    void say_goodbye();
    void end_within(Duration time);
    void end();
    void tell_shaken();
    template <class Step>
    void when_ready(int wanted, Step step);

    Context context_;  ///< kept as long as it is used
    Socket outside_;
    Inside inside_;
    std::unique_ptr<SSL, void (*)(SSL*)> ssl_;  ///< works on the socket outside
    boost::asio::steady_timer deadline_;
    Address peer_;
    std::shared_ptr<const PipeHost> host_;
    const Patience patience_;
    std::function<void(Opened)> open_;
    Piece in_{}, out_{};
    bool shaken_{}, ended_{};
    bool heard_the_end_{};  ///< the peer says nothing more
    bool said_goodbye_{};   ///< nothing more is said to it
    bool stuck_{};          ///< it doesn't take what is sent
};

/// For who speaks with the peer on the pipe's own thread: one end of a pair of sockets is inside, `entered`
/// gets the other one.
void open_pair(boost::asio::io_context& io, const Pipe::Opened& opened,
               const std::function<void(Pipe::Inside)>& entered);

}  // namespace layby::tls
