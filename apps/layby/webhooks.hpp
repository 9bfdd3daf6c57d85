// Those elsewhere who are told what happens: their courier, as long as there is one of them, and what the
// console may ask about them. Owned by the server; signalling thread.
#pragma once
#include <memory>

#include "console/http_server.hpp"
#include "settings/settings.hpp"
#include "sip/loop.hpp"
#include "store/store.hpp"
#include "webhooks/courier.hpp"

namespace layby::app {

class Webhooks {
  public:
    /// Without a store nobody is told anything.
    Webhooks(const std::vector<settings::Webhook>& wanted, store::Store* store);

    void change(const std::vector<settings::Webhook>& wanted);
    /// A step of a call was given to the store.
    void something_happened() const {
        if (courier_) courier_->something_happened();
    }
    /// Both outlive the desk's last use; questions are asked on the loop.
    void answer(console::Desk& desk, sip::Loop& loop);

  private:
    void answer_orders(console::Desk& desk, sip::Loop& loop);

    store::Outbox* const outbox_;
    std::unique_ptr<webhooks::Courier> courier_;
};

std::vector<webhooks::Webhook> webhooks_of(const std::vector<settings::Webhook>& wanted);
console::WebhookView view_of(const webhooks::Standing& standing);

}  // namespace layby::app
