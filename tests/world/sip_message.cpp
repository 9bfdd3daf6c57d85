#include "world/sip_message.hpp"

#include <strings.h>

#include <sstream>

namespace layby::tests {

SipMessage SipMessage::parse(const std::string& text) {
    SipMessage message;
    const auto end = text.find("\r\n\r\n");
    message.body = end == std::string::npos ? "" : text.substr(end + 4);
    std::istringstream lines(text.substr(0, end));
    std::string line;
    std::getline(lines, line);
    message.start = line.substr(0, line.find('\r'));
    while (std::getline(lines, line)) {
        line = line.substr(0, line.find('\r'));
        const auto colon = line.find(':');
        if (colon == std::string::npos) continue;
        const auto value = line.find_first_not_of(' ', colon + 1);
        message.headers.emplace_back(line.substr(0, colon),
                                     value == std::string::npos ? "" : line.substr(value));
    }
    return message;
}

std::string SipMessage::uri() const {
    const auto first = start.find(' ');
    return start.substr(first + 1, start.rfind(' ') - first - 1);
}

std::string SipMessage::branch() const {
    const auto via = header("Via");
    const auto at = via.find("branch=");
    return at == std::string::npos ? "" : via.substr(at + 7, via.find_first_of(";,", at) - at - 7);
}

std::string SipMessage::cseq_method() const {
    const auto value = header("CSeq");
    return value.substr(value.find(' ') + 1);
}

std::vector<std::string> SipMessage::all(const std::string& name) const {
    std::vector<std::string> values;
    for (const auto& [its_name, value] : headers)
        if (strcasecmp(its_name.c_str(), name.c_str()) == 0) values.push_back(value);
    return values;
}

std::string SipMessage::header(const std::string& name) const {
    const auto values = all(name);
    return values.empty() ? "" : values.front();
}

std::string tag_of(const std::string& address) {
    const auto at = address.find(";tag=");
    return at == std::string::npos ? "" : address.substr(at + 5, address.find(';', at + 5) - at - 5);
}

std::string uri_in(const std::string& name_address) {
    const auto open = name_address.find('<');
    return name_address.substr(open + 1, name_address.find('>') - open - 1);
}

}  // namespace layby::tests
