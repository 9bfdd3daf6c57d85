// One listener to the live feed: gets what comes next whenever it has taken what came before. Keeps itself
// alive while its connection is open. Console thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "console/exchange.hpp"
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

/// What they have in common; how it travels is up to those who derive from it.
class EventStream : public std::enable_shared_from_this<EventStream> {
  public:
    virtual ~EventStream();
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    using Socket = boost::asio::generic::stream_protocol::socket;

    void wake();
    virtual void close() = 0;  ///< at once, whatever is under way
    const std::string& key() const { return wanted_.key; }

  protected:
    /// Used on the server's thread alone.
    EventStream(boost::asio::any_io_executor executor, Listen wanted, const Limits& limits,
                std::shared_ptr<Listeners> listeners);

    virtual bool is_open() const = 0;
    /// A part of what is said, `last`: to its end. Then on_sent.
    virtual void send(boost::asio::const_buffer part, bool last) = 0;

    static void shut(Socket& socket);
    void write(std::shared_ptr<const std::string> text);
    void on_sent(boost::system::error_code error, std::size_t bytes);
    /// What is under way has so long; then it is let go.
    void hurry();
    /// What comes next, now or when there is something.
    void go_on();

  private:
    void write_rest();
    void wait();

    const Limits& limits_;
    std::shared_ptr<Listeners> listeners_;
    const Listen wanted_;              ///< its feed is shared with those who see the same
    boost::asio::steady_timer timer_;  ///< while it writes, how long that may take; else until a sign of life
    std::optional<std::uint64_t> has_;
    std::shared_ptr<const std::string> text_;  ///< on its way; null: nothing is
    std::size_t sent_{};
};

}  // namespace layby::console
