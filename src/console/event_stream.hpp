// One listener to the live feed: gets what comes next whenever it has taken what came before. Keeps itself
// alive while its connection is open. Console thread.
#pragma once
#include <array>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "console/feed.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class EventStream;

/// Who listens. Shared with the listeners, as the last of them may die after the server.
struct Listeners {
    std::set<EventStream*> here;

    void wake() const;  ///< there is something new
    void end() const;
    /// Those whose key opens it no more.
    void end(const std::function<bool(const std::string& key)>& over) const;
    std::set<std::string> keys() const;
};

class EventStream : public std::enable_shared_from_this<EventStream> {
  public:
    using Socket = boost::asio::generic::stream_protocol::socket;
    /// Used on the server's thread alone.
    EventStream(Socket socket, const Limits& limits, std::shared_ptr<Listeners> listeners,
                Answer::Listen wanted);
    ~EventStream();
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    /// The head of the answer, and then what comes after the event that is wanted.
    void begin();
    void wake();
    void close();
    const std::string& key() const { return wanted_.key; }

  private:
    void write(std::shared_ptr<const std::string> text);
    void write_rest();
    void on_written(boost::system::error_code error, std::size_t bytes);
    void wait();
    void notice_end();

    Socket socket_;
    const Limits& limits_;
    std::shared_ptr<Listeners> listeners_;
    const Answer::Listen wanted_;      ///< its feed is shared with those who see the same
    boost::asio::steady_timer timer_;  ///< while it writes, how long that may take; else until a sign of life
    std::optional<std::uint64_t> has_;
    std::shared_ptr<const std::string> text_;  ///< on its way; null: nothing is
    std::size_t sent_{};
    std::array<char, 512> ignored_;
};

}  // namespace layby::console
