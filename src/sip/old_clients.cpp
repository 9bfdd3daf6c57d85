#include "sip/old_clients.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_remembered = 10000;
constexpr int silent_challenges = 3;
constexpr auto memory = 1h;

bool known_for_it(std::string_view user_agent) {
    return user_agent.starts_with("baresip v0.") || user_agent.starts_with("baresip v1.");
}

}  // namespace

bool OldClients::md5_alone(const std::string& client, std::string_view user_agent, std::size_t request,
                           calls::Instant now) {
    if (known_for_it(user_agent)) return true;
    if (silent_.size() >= most_remembered) silent_.clear();
    auto& silent = silent_[client];
    if (now - silent.last > memory) silent = {};
    if (silent.request != request || silent.challenges == 0) ++silent.challenges;
    silent.request = request;
    silent.last = now;
    return silent.challenges > silent_challenges;
}

}  // namespace layby::sip
