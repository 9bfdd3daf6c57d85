// What `layby serve` says when it is ready: a page for people, and one line for programs.
#pragma once
#include <string>
#include <vector>

#include "layby/serve.hpp"
#include "layby/wiring.hpp"
#include "settings/state_dir.hpp"

namespace layby::app {

struct Started {
    const settings::Settings& settings;
    const ServeOptions& options;
    std::vector<settings::NewPassword> passwords;  ///< made at this start, shown once
    std::vector<sip::Listen> listening;
    std::uint16_t api_port{};
    std::vector<std::string> api_sockets{};
    std::string admin_password{};  ///< of the console's first account, made at this start; empty: none was
};

std::string welcome(const Started& started);

/// "ready sip=udp:127.0.0.1:5060,tcp:127.0.0.1:5060 api=127.0.0.1:7080"
std::string ready_line(const Started& started);

}  // namespace layby::app
