// A small client of our own API for the commands: one request, one answer, a few seconds of patience.
#pragma once
#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "layby/event_source.hpp"

namespace layby::app {

struct Reply {
    int status{};
    std::string body;
};

/// No server answers at the address; what() is the line for the user.
struct NoServer : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What should be an address is none; what() is the line for the user.
struct BadAddress : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

class Client {
  public:
    struct Address {
        std::string shown;
        std::string socket;      ///< its path; empty: over TCP
        std::string host, port;  ///< over TCP
        std::string token;
        bool tls{};
        std::string ca{};    ///< whom we believe who the server is, a file; empty: whom this machine believes
        std::string base{};  ///< before each path: "/t/acme" where a tenant is asked
        std::chrono::seconds patience{5};
    };

    /// `api` is "127.0.0.1:7080", "[::1]:7080", "localhost:7080", one of these as "http://…/" or
    /// "https://…/", or the path of a socket, with "unix:" in front or with a '/' in it. The token is for
    /// TCP. `ca`: a file of certificates in PEM that is believed instead of those of this machine. Throws
    /// BadAddress.
    explicit Client(const std::string& api, std::string token = {}, std::string ca = {});

    /// Throws NoServer.
    /// `accept`: a type of answer that is liked; empty: whichever comes.
    Reply get(const std::string& path, const std::string& accept = {}) const;
    Reply post(const std::string& path, const std::string& json) const;
    Reply put(const std::string& path, const std::string& json) const;
    Reply patch(const std::string& path, const std::string& json) const;
    Reply remove(const std::string& path) const;  ///< DELETE

    /// Server-sent events, each handed to `on_event` until that says false, and `each_second` in between.
    /// `last_id`: of the event that one had last; empty: none. Returns when it is over or the connection is
    /// lost, with the server's answer. Throws NoServer.
    Reply listen(const std::string& path, const std::string& last_id,
                 const std::function<bool(const ServerEvent&)>& on_event,
                 const std::function<void()>& each_second) const;

    /// The same server, for what is that tenant's; empty: as it is.
    Client of_tenant(const std::string& tenant) const;

    /// The same server, for what has many files to read first.
    Client patient() const;

    /// Whether anybody takes connections there.
    bool answers() const;

  private:
    Address at_;
};

/// One segment of a path, percent-encoded (RFC 3986).
std::string encoded(const std::string& segment);
/// With what is asked for behind it; values that are empty are left out.
using Query = std::vector<std::pair<const char*, std::string>>;
std::string with_query(std::string path, const Query& query);

}  // namespace layby::app
