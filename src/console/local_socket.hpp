// A Unix socket in the file system: who may open the file may use what listens there. Console thread, and the
// main thread before it starts.
#pragma once
#include <sys/types.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <string>

#include "console/exchange.hpp"
#include "console/http_server.hpp"

namespace layby::console {

/// The file of a socket that we listen at; gone with this object.
class LocalSocket {
  public:
    /// Listens at once. Throws std::runtime_error with a sentence for the admin. What a dead server has left
    /// there is replaced, anything else isn't touched.
    LocalSocket(boost::asio::io_context& io, const SocketFile& file);
    ~LocalSocket();
    LocalSocket(const LocalSocket&) = delete;
    LocalSocket& operator=(const LocalSocket&) = delete;

    boost::asio::local::stream_protocol::acceptor& acceptor() { return acceptor_; }

    const std::string& path() const { return path_; }

  private:
    boost::asio::local::stream_protocol::acceptor acceptor_;
    std::string path_;
    ino_t inode_{};
};

/// Whose process is at the other end, as the kernel knows it.
Visitor visitor_at(int socket);

}  // namespace layby::console
