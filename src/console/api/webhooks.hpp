// Who elsewhere is told what happens, and how that goes. Console thread; owned by the API.
#pragma once
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class WebhookResources {
  public:
    /// `desk` outlives it.
    WebhookResources(const Desk& desk, Post post);
    Routes routes();

  private:
    void webhooks(const Asked&, Answered);
    void deliveries(const Asked&, Answered);
    void test(const Asked&, Answered);
    void repeat(const Asked&, Answered);
    /// The reply to an order about the webhook of the path.
    std::function<void(WebhookAsked)> outcome(const Asked& asked, Answered answered) const;

    const Desk& desk_;
    Post post_;
};

}  // namespace layby::console
