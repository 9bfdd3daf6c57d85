#include "words/host.hpp"

namespace layby {

std::string bracketed(const std::string& host) {
    return host.find(':') != std::string::npos && host.front() != '[' ? '[' + host + ']' : host;
}

}  // namespace layby
