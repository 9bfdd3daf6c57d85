// A request and its answer without the HTTP library: what the API sees. Plain values, console thread.
#pragma once
#include <functional>
#include <string>

namespace layby::console {

/// Who is at the other end of a connection.
struct Visitor {
    bool trusted{};   ///< let in by the rights of a socket's file
    std::string who;  ///< for the log: "root (pid 4711)" or "127.0.0.1"
};

struct Request {
    std::string method;         ///< "GET", "POST", … (HEAD arrives as GET)
    std::string target;         ///< path and query, still encoded
    std::string host;           ///< the Host field, empty when missing
    std::string origin;         ///< the Origin field, empty when missing: then no browser's script asks
    std::string fetch_site;     ///< the Sec-Fetch-Site field, which browsers add
    std::string content_type;   ///< as sent
    std::string authorization;  ///< as sent; never logged
    std::string body;
    Visitor visitor{};
};

struct Answer {
    int status{200};
    std::string json;   ///< the body
    std::string allow;  ///< for 405: the methods that exist here
};

/// Takes the answer; called once, on the console thread.
using Answered = std::function<void(Answer)>;

/// A refusal in the API's one shape: {"error":{"code":…,"message":…}}.
Answer refusal(int status, const std::string& code, const std::string& message);

}  // namespace layby::console
