#include "console/server_sent_events.hpp"

#include <utility>

#include "console/http_date.hpp"

namespace layby::console {

namespace asio = boost::asio;

namespace {

/// A browser comes back after so long by itself (the field "retry").
std::shared_ptr<const std::string> head() {
    return std::make_shared<const std::string>(
        "HTTP/1.1 200 OK\r\nServer: layby\r\nDate: " + http_date() +
        "\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\nretry: "
        "1000\n\n");
}

}  // namespace

ServerSentEvents::ServerSentEvents(Socket socket, Listen wanted, const Limits& limits,
                                   std::shared_ptr<Listeners> listeners)
    : EventStream(socket.get_executor(), std::move(wanted), limits, std::move(listeners)),
      socket_(std::move(socket)) {}

void ServerSentEvents::begin() {
    notice_end();
    write(head());
}

/// Nothing is said any more: what comes now can only be the end.
void ServerSentEvents::notice_end() {
    socket_.async_read_some(asio::buffer(ignored_),
                            [this, self = shared_from_this()](boost::system::error_code error, std::size_t) {
                                error ? close() : notice_end();
                            });
}

void ServerSentEvents::send(asio::const_buffer part, bool) {
    socket_.async_write_some(
        part, [this, self = shared_from_this()](boost::system::error_code error, std::size_t bytes) {
            on_sent(error, bytes);
        });
}

void ServerSentEvents::close() { shut(socket_); }

}  // namespace layby::console
