// SIP text as the other end sees it: written by hand and read without the code under test.
#pragma once
#include <string>
#include <vector>

namespace layby::tests {

struct SipMessage {
    std::string start;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    static SipMessage parse(const std::string& text);
    bool is_request() const { return !start.starts_with("SIP/2.0"); }
    int status() const { return is_request() ? 0 : std::stoi(start.substr(8)); }
    std::string method() const { return is_request() ? start.substr(0, start.find(' ')) : std::string{}; }
    std::string uri() const;
    std::string cseq_method() const;
    int cseq() const { return std::stoi(header("CSeq")); }
    std::string header(const std::string& name) const;  ///< the first one; empty: none
    std::vector<std::string> all(const std::string& name) const;
    std::string branch() const;  ///< of the topmost Via; empty: none
    bool has(const std::string& name) const { return !all(name).empty(); }
};

std::string tag_of(const std::string& address);       ///< of a From or To value
std::string uri_in(const std::string& name_address);  ///< between < and >

}  // namespace layby::tests
