// The media thread: takes orders, receives, ticks. Owns the core; started and stopped by the engine.
#pragma once
#include <atomic>
#include <thread>

#include "calls/facts.hpp"
#include "media/core/core.hpp"
#include "media/core/order.hpp"
#include "runtime/mailbox.hpp"

namespace layby::media {

class MediaThread {
  public:
    /// The net outlives it.
    MediaThread(Core::Setup setup, Net& net, std::function<void(calls::Fact)> tell, Tally& tally);
    ~MediaThread();  ///< says goodbye to every peer

    using Job = Order<Core&, Instant>;
    /// Carried out soon, in the order of posting. Any thread.
    void post(Job job);
    /// Asks for SCHED_FIFO; false where it isn't permitted.
    bool make_realtime();

  private:
    void run();
    void rest();
    void receive(Instant now);
    void carry_out_orders(Instant now);

    Net& net_;
    Core core_;
    Batch received_;
    runtime::Mailbox<Job> orders_;
    std::vector<Job> taken_;
    std::atomic<bool> resting_{};  ///< for long: who posts has to wake it
    std::atomic<bool> stop_{};
    std::thread thread_;
};

}  // namespace layby::media
