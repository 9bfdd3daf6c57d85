// The connections that we open: one is kept to each trunk that speaks TLS, to the first of its servers that
// can be reached and proves who it is. Where there is none it is tried again, at first soon. What comes out
// of one is passed on as from those who come in. The edge's thread.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "edge/line.hpp"
#include "tls/pipe.hpp"
#include "words/address.hpp"
#include "words/time.hpp"

namespace layby::edge {

struct LinePatience {
    Duration connecting{std::chrono::seconds{5}};
    tls::Pipe::Patience tls{std::chrono::seconds{10}, std::chrono::seconds{30}};
    tls::Pipe::KeepAlive alive{std::chrono::seconds{25}, std::chrono::seconds{10}};
    Duration first_pause{std::chrono::seconds{1}};  ///< doubled each time
    Duration longest_pause{std::chrono::seconds{60}};
};

/// Who has lines is told by them.
struct LineHost {
    /// A connection to `inside` as that peer's.
    std::function<void(const Address& inside, const Address& peer, const tls::Pipe::Opened&)> open;
    std::function<void(const LineNews&)> tell;
};

class Lines {
  public:
    Lines(boost::asio::io_context& io, LineHost host, const LinePatience& patience);
    ~Lines();
    Lines(const Lines&) = delete;
    Lines& operator=(const Lines&) = delete;

    /// One that is there stays, unless something else counts as proof: other servers are for the next one.
    void want(WantedLine line);
    void give_up(const std::string& trunk);
    void next_server(const std::string& trunk);  ///< than the one that is there
    void give_up_all();                          ///< nothing is under way any more once the loop has run

  private:
    class Line;
    boost::asio::io_context& io_;
    LineHost host_;
    LinePatience patience_;
    std::map<std::string, std::shared_ptr<Line>> lines_;
};

}  // namespace layby::edge
