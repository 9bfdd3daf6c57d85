// The live feed over a WebSocket (RFC 6455), for boards: a browser has six connections to a server over HTTP,
// and many more of these. Each message is some events in the same text as server-sent ones. What the other
// side says is not read. Console thread.
#pragma once
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "console/event_stream.hpp"

namespace layby::console {

class EventSocket : public EventStream {
  public:
    EventSocket(Socket socket, Listen wanted, const Limits& limits, std::shared_ptr<Listeners> listeners);

    /// Answers the handshake; then the events.
    void begin(const boost::beast::http::request<boost::beast::http::string_body>& request);
    void close() override;

  private:
    bool is_open() const override { return stream_.is_open(); }
    void send(boost::asio::const_buffer part, bool last) override;
    void read();

    boost::beast::websocket::stream<Socket> stream_;
    boost::beast::flat_buffer heard_;
};

}  // namespace layby::console
