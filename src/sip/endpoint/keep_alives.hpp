// Keeps the ways to registered phones open: a router forgets a phone behind it that nothing passes to or
// from. Each phone has its turn once in its interval, at a moment of its own, and a turn of the loop serves a
// few of them at most. Owned by the endpoint; signalling thread.
#pragma once
#include <functional>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

#include "sip/registrar/registrar.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class KeepAlives {
  public:
    /// `silent`: the device answers no longer, or again.
    using Silent = std::function<void(DeviceId device, bool silent)>;
    KeepAlives(Stack& stack, const Registrar& registrar, Silent silent);

    void registered(const Binding& device);  ///< has just been heard
    void gone(DeviceId device);
    void rules_changed();  ///< or who is registered is known from before a restart

    std::size_t size() const { return turns_.size(); }
    std::uint64_t sent() const { return sent_; }

  private:
    /// Of one phone.
    struct Turn {
        Instant due;
        unsigned unanswered{};  ///< in a row
        bool has_answered{};    ///< once: whoever never has may not know OPTIONS
        bool silent{};          ///< told
        bool hurried{};         ///< many others have their first turn with it
        std::unique_ptr<Outgoing> asked;
    };
    Turn* turn_of(const Binding& device, bool hurried);
    void leave_alone(DeviceId device);
    void plan(DeviceId device, Turn& turn, Instant due);
    void arm();
    void run();
    void serve(const Binding& device, Turn& turn);
    void ask(const Binding& device, Turn& turn);
    void answered(DeviceId device);
    void unanswered(DeviceId device, Turn& turn);
    void say(DeviceId device, Turn& turn, bool silent);

    Stack& stack_;
    const Registrar& registrar_;
    Silent silent_;
    std::unordered_map<DeviceId, Turn> turns_;
    std::set<std::pair<Instant, DeviceId>> by_due_;
    Timer timer_;
    std::uint64_t sent_{};
};

}  // namespace layby::sip
