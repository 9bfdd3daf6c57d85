// `layby doctor`: looks at what a server needs of its configuration, its machine and its network, and at the
// server that runs, if one does; says what is wrong and what to do about it.
#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "layby/client.hpp"
#include "layby/exit_code.hpp"

namespace layby::app {

struct DoctorAsked {
    std::filesystem::path config, state;  ///< each may be empty: then it is looked for, or left out
    std::string stun;                     ///< a STUN server; empty: nobody outside is asked
    bool json{};
};

/// `find`: the server that runs; throws NoServer. 0: there is no problem; a warning is none.
ExitCode doctor(const DoctorAsked& asked, const std::function<Client()>& find);

}  // namespace layby::app
