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
#include "tls/peer.hpp"
#include "tls/protocol.hpp"
#include "words/address.hpp"
#include "words/time.hpp"

namespace layby::tls {

/// Who has pipes is told by them.
struct PipeHost {
    std::function<void(const Address& peer, const std::string& why)> handshake_failed;
    std::function<void(const Address& peer)> shaken;  ///< hands have been shaken, or never will be; once
    std::function<void()> gone;
    /// The peer has broken it off for a reason that it gave: an alert. May be empty.
    std::function<void(const std::string& why)> broken_off{};
};

/// For the thread that runs pipes: OpenSSL writes to a connection that may be gone, and the error is enough.
void no_broken_pipes();

class Pipe : public std::enable_shared_from_this<Pipe> {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    using Inside = boost::asio::generic::stream_protocol::socket;
    using Opened = std::function<void(const boost::system::error_code&, Inside)>;

    /// Hands have just been shaken: why it isn't taken all the same; empty: it is.
    using Judge = std::function<std::string(const SSL&)>;

    /// How long a peer may take.
    struct Patience {
        Duration handshake, reading;  ///< the latter: to take what is sent
    };
    /// A way is kept open by line ends (RFC 5626 section 4.4.1), and proves thereby that it is.
    struct KeepAlive {
        Duration every, answer;
    };

    Pipe(Socket socket, const Address& peer, Context context, std::shared_ptr<const PipeHost> host,
         Patience patience);
    ~Pipe();
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    /// `open`: hands have been shaken; tells once, now or later, of the connection that is to be inside.
    void start(Protocol spoken, std::function<void(Opened)> open);
    /// The same of a peer that has called and is asked for a certificate.
    void start(Protocol spoken, std::function<void(Opened)> open, Judge judge);
    /// The same of a peer that is called by us.
    void call(const Peer& whom, KeepAlive alive, std::function<void(Opened)> open);
    void end();                                      ///< at once
    const SSL& connection() const { return *ssl_; }  ///< while it lives; hands have been shaken

  private:
    using Piece = std::array<char, 4096>;
    void begin(std::function<void(Opened)> open);
    void shake_hands();
    void fail(const std::string& why);
    void enter();
    void carry_in();
    void pass_on(std::size_t size);
    void carry_out();
    void encrypt(std::size_t size);
    void keep_alive();
    void ping();
    void look_for_pong();
    void note_line_end();
    void hear_the_end();
    void say_goodbye();
    void end_within(Duration time);
    void tell_shaken();
    template <class Step>
    void when_ready(int wanted, Step step);

    Context context_;  ///< kept as long as it is used
    Socket outside_;
    Inside inside_;
    std::unique_ptr<SSL, void (*)(SSL*)> ssl_;  ///< works on the socket outside
    boost::asio::steady_timer deadline_;
    boost::asio::steady_timer next_ping_;
    Address peer_;
    std::shared_ptr<const PipeHost> host_;
    const Patience patience_;
    KeepAlive alive_{};  ///< zero: nothing is sent to keep it open
    Judge judge_;
    bool calls_{};
    std::function<void(Opened)> open_;
    Piece in_{}, out_{};
    bool shaken_{}, ended_{};
    bool heard_the_end_{};  ///< the peer says nothing more
    bool said_goodbye_{};   ///< nothing more is said to it
    bool stuck_{};          ///< it doesn't take what is sent
    bool spoke_{};          ///< we did, since the last look: what we say may not be complete yet
    bool asks_{};           ///< whether the peer is still there
    bool silent_{};         ///< nothing has come since
    unsigned pongs_due_{};  ///< pings of ours that haven't been answered
    bool unasked_{};        ///< it sends line ends by itself, so they answer nothing
    unsigned pongs_{};      ///< pings answered, one after the other
};

/// For who speaks with the peer on the pipe's own thread: one end of a pair of sockets is inside, `entered`
/// gets the other one.
void open_pair(boost::asio::io_context& io, const Pipe::Opened& opened,
               const std::function<void(Pipe::Inside)>& entered);

}  // namespace layby::tls
