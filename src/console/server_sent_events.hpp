// The live feed as server-sent events (WHATWG HTML section 9.2), for scripts and whoever can't have a
// WebSocket. Console thread.
#pragma once
#include <array>

#include "console/event_stream.hpp"

namespace layby::console {

class ServerSentEvents : public EventStream {
  public:
    ServerSentEvents(Socket socket, Listen wanted, const Limits& limits,
                     std::shared_ptr<Listeners> listeners);

    /// The head of the answer, and then the events.
    void begin();
    void close() override;

  private:
    bool is_open() const override { return socket_.is_open(); }
    void send(boost::asio::const_buffer part, bool last) override;
    void notice_end();

    Socket socket_;
    std::array<char, 512> ignored_;
};

}  // namespace layby::console
