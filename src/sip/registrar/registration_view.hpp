// A registered device, to look at. Plain value; any thread.
#pragma once
#include <string>

#include "words/time.hpp"

namespace layby::sip {

struct RegistrationView {
    std::string user;
    std::string contact;
    std::string user_agent;
    Duration expires_in{};
    bool answers{true};    ///< false: it answers our keep-alives no longer
    bool reachable{true};  ///< false: its connection ended with the server before; it has to register again
};

}  // namespace layby::sip
