#include "console/event_socket.hpp"

#include <utility>

namespace layby::console {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

namespace {

/// Of a message to us, which has no business to come.
constexpr std::size_t most_bytes = 4096;

void say_who_we_are(websocket::response_type& answer) { answer.set(http::field::server, "layby"); }

}  // namespace

EventSocket::EventSocket(Socket socket, Listen wanted, const Limits& limits,
                         std::shared_ptr<Listeners> listeners)
    : EventStream(socket.get_executor(), std::move(wanted), limits, std::move(listeners)),
      stream_(std::move(socket)) {
    stream_.set_option(websocket::stream_base::decorator(say_who_we_are));
    stream_.read_message_max(most_bytes);
    stream_.auto_fragment(false);
    stream_.text(true);
}

void EventSocket::begin(const http::request<http::string_body>& request) {
    hurry();
    stream_.async_accept(request, [this, self = shared_from_this()](boost::system::error_code error) {
        if (error) return close();
        read();
        go_on();
    });
}

/// Pings are answered on the way, and a close.
void EventSocket::read() {
    heard_.clear();
    stream_.async_read(heard_, [this, self = shared_from_this()](boost::system::error_code error,
                                                                 std::size_t) { error ? close() : read(); });
}

void EventSocket::send(asio::const_buffer part, bool last) {
    stream_.async_write_some(
        last, part, [this, self = shared_from_this()](boost::system::error_code error, std::size_t bytes) {
            on_sent(error, bytes);
        });
}

void EventSocket::close() { shut(stream_.next_layer()); }

}  // namespace layby::console
