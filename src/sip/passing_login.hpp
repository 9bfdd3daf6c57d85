// With what a browser registers as a user for a while. Plain value; any thread.
#pragma once
#include <chrono>
#include <string>

namespace layby::sip {

struct PassingLogin {
    using Time = std::chrono::sys_seconds;
    std::string name;  ///< "201~1764439200": no user can be called so
    std::string password;
    Time until;
};

}  // namespace layby::sip
