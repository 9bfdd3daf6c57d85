// A request and its answer without the HTTP library: what the API sees. Plain values, console thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "words/address.hpp"

namespace layby::console {

class Feed;

/// Who is at the other end of a connection.
struct Visitor {
    bool trusted{};        ///< let in by the rights of a socket's file
    std::string who;       ///< whose process, as the kernel knows it; empty over TCP
    std::string from;      ///< "pid 4711", or an address
    std::uint16_t port{};  ///< of that address; behind a proxy the proxy's, and only tells connections apart
    bool tls{};            ///< speaks TLS with us
};

struct Request {
    std::string method;            ///< "GET", "POST", … (HEAD arrives as GET)
    std::string target;            ///< path and query, still encoded
    std::string base{};            ///< what stood before the path: "/t/acme" where a tenant is asked
    std::string host;              ///< the Host field, empty when missing
    std::string origin;            ///< the Origin field, empty when missing: then no browser's script asks
    std::string upgrade{};         ///< the Upgrade field: to what the connection shall change
    std::string fetch_site;        ///< the Sec-Fetch-Site field, which browsers add
    std::string content_type;      ///< as sent
    std::string accept{};          ///< as sent: which types of answer are liked
    std::string authorization;     ///< as sent; never logged
    std::string cookie{};          ///< as sent; never logged
    std::string csrf_token{};      ///< the X-CSRF-Token field
    std::string forwarded_for{};   ///< X-Forwarded-For: believed of a trusted proxy alone
    std::string forwarded_user{};  ///< X-Forwarded-User, likewise
    bool by_proxy{};               ///< it came from a trusted one
    bool by_tls{};                 ///< the browser has asked us, or that proxy, at an https:// address
    std::optional<std::string> idempotency_key{};  ///< names an order, so that it is done once
    std::string if_match;                          ///< as sent: what must still be so
    std::string if_none_match{};                   ///< as sent: what the browser has already
    std::string last_event_id;                     ///< as sent: where a listener wants to go on
    std::string body;
    Visitor visitor{};
};

/// The live feed instead of a body.
struct Listen {
    std::shared_ptr<Feed> feed;
    std::optional<std::uint64_t> after;  ///< the event after which it begins
    std::string key{};  ///< what has opened the API: it ends the feed when it opens it no more
    bool trunks{};      ///< it is told of them, too
};

struct Answer {
    int status{200};
    std::string body;                   ///< JSON, unless `type` says otherwise
    std::string allow;                  ///< for 405: the methods that exist here
    std::string etag{};                 ///< names what is shown, for If-Match
    std::chrono::milliseconds delay{};  ///< before it is sent
    std::string type{};                 ///< empty: JSON; of a refusal, a problem (RFC 9457)
    std::string content_policy{};       ///< of a page: what it may load; the browser may keep the page
    std::optional<Listen> listen{};
    /// The connection becomes a WebSocket for SIP, of a browser at this address.
    struct Phone {
        Address peer;
        bool by_tls{};
    };
    std::optional<Phone> phone{};
    std::string set_cookie{};
    std::string location{};              ///< for 308: where it is
    std::chrono::seconds retry_after{};  ///< 0: as the status says
    bool repeated{};                     ///< the answer of a request before, to the same order
    std::string challenge{};             ///< of a 401: how to log in; empty: with a token
    std::function<void()> written{};     ///< all of it has left, on the console thread; missing: nobody minds
};

/// Takes the answer; called once, on the console thread.
using Answered = std::function<void(Answer)>;

/// Runs a job on the console thread soon; any thread. Does nothing once the server is gone.
using Post = std::function<void(std::function<void()>)>;

/// A refusal in the API's one shape: problem details (RFC 9457) with a code for programs.
Answer refusal(int status, const std::string& code, const std::string& detail,
               const std::vector<std::string>& problems = {});
/// Of a path that leads nowhere, also for who may not know that it leads somewhere.
Answer nothing_there();

}  // namespace layby::console
