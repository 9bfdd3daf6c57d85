// A small client of our own API for the commands: one request, one answer, a few seconds of patience.
#pragma once
#include <stdexcept>
#include <string>

namespace layby::app {

struct Reply {
    int status{};
    std::string body;
};

/// No server answers at the address; what() is the line for the user.
struct NoServer : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The address of --api is no "host:port"; what() is the line for the user.
struct BadAddress : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

class Client {
  public:
    /// `api` is "127.0.0.1:7080", "[::1]:7080" or "localhost:7080". Throws BadAddress.
    explicit Client(const std::string& api);

    /// Throws NoServer.
    Reply get(const std::string& path) const;
    Reply post(const std::string& path, const std::string& json) const;
    Reply put(const std::string& path, const std::string& json) const;
    Reply remove(const std::string& path) const;  ///< DELETE

  private:
    std::string api_, host_, port_;
};

/// One segment of a path, percent-encoded (RFC 3986).
std::string encoded(const std::string& segment);

}  // namespace layby::app
