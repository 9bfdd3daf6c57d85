// The server itself: how it is, and what an admin does with it. Console thread; owned by the API.
#pragma once
#include <chrono>
#include <functional>
#include <vector>

#include "console/api/route.hpp"
#include "console/feed.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class ServerResources {
  public:
    /// `desk` and `feed` outlive it.
    ServerResources(const Desk& desk, Feed& feed, Post post);
    Routes routes();

  private:
    void health(const Asked&, Answered);
    void ready(const Asked&, Answered);    // monitoring.cpp
    void metrics(const Asked&, Answered);  // likewise
    Answer measured(const std::vector<Count>& counts, const std::vector<WebhookView>& webhooks);
    void contract(const Asked&, Answered);
    void version(const Asked&, Answered);
    void status(const Asked&, Answered);
    void lamps(const Asked&, Answered);
    void bans(const Asked&, Answered);
    void unban(const Asked&, Answered);
    void reload(const Asked&, Answered);
    void upgrade(const Asked&, Answered);
    void drain(const Asked&, Answered);
    void stop_draining(const Asked&, Answered);
    void trace(const Asked&, Answered);
    void log_level(const Asked&, Answered);

    /// One such question at a time is with the signalling thread, however many want to know.
    using WithCounts = std::function<void(const std::vector<Count>&)>;
    void count(WithCounts then);
    void ask_for_counts();

    const Desk& desk_;
    Feed& feed_;
    Post post_;
    std::vector<WithCounts> uncounted_;
    bool counting_{};
    std::chrono::steady_clock::time_point started_{std::chrono::steady_clock::now()};
    std::chrono::system_clock::time_point started_at_{std::chrono::system_clock::now()};
};

}  // namespace layby::console
