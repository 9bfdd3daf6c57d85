#include "sip/door/old_clients.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_old_clients = 10000;
constexpr int silent_challenges = 3;
constexpr auto memory = 1h;

bool known_for_it(std::string_view user_agent) {
    return user_agent.starts_with("baresip v0.") || user_agent.starts_with("baresip v1.");
}

/// Another program at the same place is another device.
std::string device_of(const std::string& client, std::string_view user_agent) {
    return client + ' ' + std::string(user_agent);
}

}  // namespace

bool OldClients::md5_alone(const std::string& client, std::string_view user_agent, std::size_t request,
                           Instant now) {
    if (known_for_it(user_agent) || known_.count(device_of(client, user_agent)) != 0) return true;
    if (silent_.size() >= most_old_clients) silent_.clear();
    auto& silent = silent_[client];
    if (now - silent.last > memory) silent = {};
    if (silent.request != request || silent.challenges == 0) ++silent.challenges;
    silent.request = request;
    silent.last = now;
    return silent.challenges > silent_challenges;
}

void OldClients::answered(const std::string& client, std::string_view user_agent, bool proved) {
    const auto found = silent_.find(client);
    if (found == silent_.end()) return;
    const bool was_silent = found->second.challenges > silent_challenges;
    silent_.erase(found);
    // Without a name it may be another one next time.
    if (was_silent && proved && !user_agent.empty()) learn(device_of(client, user_agent));
}

void OldClients::learn(std::string device) {
    if (!known_.insert(device).second) return;
    learned_.push_back(std::move(device));
    if (learned_.size() <= most_old_clients) return;
    known_.erase(learned_.front());
    learned_.pop_front();
}

}  // namespace layby::sip
