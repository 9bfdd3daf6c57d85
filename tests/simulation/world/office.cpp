#include "settings/settings.hpp"
#include "simulation/world/world.hpp"

namespace layby::simulation {

settings::Settings office() {
    std::string toml = R"(
[sip]
listen = ["udp:192.0.2.1:5060"]
resolvers = ["127.0.0.1:1"]
session_expires = "90s"
ban_after = 0
[console]
listen = "127.0.0.1:0"
[media]
ports = "10000-10199"
lost_after = "10s"
realtime = false
[[trunk]]
name = "provider"
host = "198.51.100.1"
port = 5060
addresses = ["198.51.100.1"]
[[lot]]
name = "main"
park = "700"
longest = "699"
slots = "701-703"
quarantine = "2s"
reminder = "15s"
recall = "30s"
ladder = ["parker 10s", "user:205 10s"]
fallback = "204"
fallback_ring = "10s"
max_wait = "3m"
)";
    for (const auto& user : users)
        toml += "[[user]]\nname = \"" + user + "\"\npassword = \"" + password + "\"\n";
    auto read = settings::read_text(toml, "office.toml");
    if (const auto* problems = std::get_if<std::vector<settings::Problem>>(&read))
        fail(problems->front().text());
    return std::get<settings::Settings>(std::move(read));
}

}  // namespace layby::simulation
