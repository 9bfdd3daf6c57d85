// A request and its answer without the HTTP library: what the API sees. Plain values, console thread.
#pragma once
#include <functional>
#include <string>

namespace layby::console {

struct Request {
    std::string method;        ///< "GET", "POST", … (HEAD arrives as GET)
    std::string target;        ///< path and query, still encoded
    std::string host;          ///< the Host field, empty when missing
    std::string origin;        ///< the Origin field, empty when missing: then no browser's script asks
    std::string content_type;  ///< as sent
    std::string body;
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
