// Somebody elsewhere who wants to be told what happens to calls, as the settings say. Plain values; any
// thread.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

namespace layby::webhooks {

struct Webhook {
    std::string name;
    std::string url;
    std::string secret;                 ///< signs what it is told; never logged nor shown
    std::vector<std::string> events{};  ///< as calls::text_of() says them; empty: all
    bool allow_private{};               ///< may be at an address of one's own network, or of this machine
    bool operator==(const Webhook&) const = default;
};

inline bool wants(const Webhook& webhook, const std::string& what) {
    return webhook.events.empty() || std::ranges::find(webhook.events, what) != webhook.events.end();
}

}  // namespace layby::webhooks
