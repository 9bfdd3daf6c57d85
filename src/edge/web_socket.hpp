// One browser's WebSocket (RFC 7118): SIP messages outside, each a message of its own; a stream of them
// inside, as over TCP. Of each direction it holds one message at a time, so who reads slowly is sent nothing
// more, and is dropped when that lasts. The edge's thread.
#pragma once
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "edge/upgrade.hpp"
#include "words/address.hpp"
#include "words/time.hpp"

namespace layby::edge {

/// Who has WebSockets is told by them.
struct WebSocketHost {
    using Socket = boost::asio::generic::stream_protocol::socket;
    using Opened = std::function<void(const boost::system::error_code&, Socket)>;
    /// A message has come: tells once, now or later, of the connection that is to be inside.
    std::function<void(const Address& peer, bool encrypted, Opened)> open;
    std::function<void(const Address& peer, const std::string& why)> refused;
    std::function<void(const Address& peer)> begun;  ///< it says something, or never will; once
    std::function<void()> gone;
};

/// Beast waits for the peer to hang up before it tells that a WebSocket has ended. We are told at once, and
/// wait by ourselves, but not for long.
struct WebStream : WebSocketHost::Socket {
    explicit WebStream(WebSocketHost::Socket&& socket) : WebSocketHost::Socket(std::move(socket)) {}
};
template <class Handler>
void async_teardown(boost::beast::role_type, WebStream& stream, Handler&& handler) {
    boost::system::error_code ignored;
    stream.shutdown(WebStream::shutdown_send, ignored);
    boost::asio::post(stream.get_executor(), boost::beast::bind_front_handler(std::forward<Handler>(handler),
                                                                              boost::system::error_code{}));
}

class WebSocket : public std::enable_shared_from_this<WebSocket> {
  public:
    using Socket = WebSocketHost::Socket;

    struct Patience {
        Duration beginning;  ///< until the first SIP message
        Duration reading;    ///< to take what is sent
        Duration silence;    ///< then it is asked for a sign of life, and has as long for that again
    };

    /// `by_tls`: encrypted for sure. Else a proxy before us may do it; then the first message says so.
    WebSocket(Socket outside, const Address& peer, bool by_tls, std::shared_ptr<const WebSocketHost> host,
              const Patience& patience);
    ~WebSocket();
    WebSocket(const WebSocket&) = delete;
    WebSocket& operator=(const WebSocket&) = delete;

    void start();                               ///< its HTTP request is still to come
    void start(const UpgradeRequest& request);  ///< nothing has come behind it

  private:
    using Error = boost::system::error_code;
    using Parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

    // Beginning.
    void requested(const Error& error);
    void upgrade(const UpgradeRequest& request);
    void refuse_with(const UpgradeRefusal& refusal);
    void discard();

    // Inwards.
    void read();
    void take();
    void enter(std::string_view message);
    void pass_on();

    // Outwards.
    void wait_for_more();
    void gather();
    void send();
    void sent(const Error& error);
    void answer_ping();

    void drop(boost::beast::websocket::close_reason why);
    void hear_the_end(const Error& error);
    void say_goodbye(boost::beast::websocket::close_reason why);
    void end_within(Duration time);
    void end();
    void tell_begun();

    boost::beast::websocket::stream<WebStream, false> outside_;
    Socket inside_;
    boost::asio::steady_timer deadline_;
    Address peer_;
    std::shared_ptr<const WebSocketHost> host_;
    const Patience patience_;
    const bool by_tls_;
    std::optional<Parser> parser_;  ///< while it begins
    std::optional<boost::beast::http::response<boost::beast::http::string_body>> refusal_;
    boost::beast::flat_buffer in_;
    std::string inwards_;   ///< being passed on
    std::string outwards_;  ///< begins with the message that is to be sent
    std::size_t sending_{};
    bool begun_{}, entered_{}, ended_{};
    bool owes_pong_{};
    bool writing_{};        ///< a message is on its way out
    bool waiting_{};        ///< for more of it from inside
    bool said_goodbye_{};   ///< nothing more is said to it
    bool heard_the_end_{};  ///< it says nothing more
};

}  // namespace layby::edge
