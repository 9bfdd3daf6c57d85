// Tells webhooks what happens to calls: signed, in order, again and again until it has arrived, on a thread
// of its own. What it tells it reads from the store, so that a crash costs nothing. Any thread, unless it
// says otherwise.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "store/outbox.hpp"
#include "webhooks/backlog.hpp"
#include "webhooks/webhook.hpp"

namespace layby::webhooks {

struct Patience {
    std::chrono::milliseconds with_one{10'000};  ///< for a receiver to answer
    std::chrono::milliseconds gathering{50};     ///< what happens within is asked for together
};

class Courier {
  public:
    /// `outbox` outlives it.
    Courier(std::vector<Webhook> webhooks, store::Outbox& outbox, Patience patience = {});
    ~Courier();  ///< who is being told now is told again by the next start
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;

    /// From now on these. One of the same name goes on where it was; a new one begins with what happens next.
    void change(std::vector<Webhook> webhooks);
    /// Something has happened, and was given to the store. Takes next to no time.
    void something_happened();

    /// Replies are called on the courier's thread.
    void standings(std::function<void(std::vector<Standing>)> reply);
    enum class Asked { done, no_such_webhook, no_such_event, too_many };
    /// Sends a test.
    void test(std::string webhook, std::function<void(Asked)> reply);
    /// Tells an event again, once.
    void repeat(std::string webhook, std::uint64_t event, std::function<void(Asked)> reply);

  private:
    struct Inside;
    std::shared_ptr<Inside> inside_;  ///< shared with the replies of the store that are out
    std::thread thread_;
};

}  // namespace layby::webhooks
