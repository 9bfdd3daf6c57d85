// How the server comes to its end: with a goodbye to everybody, or with the calls left to the process that
// follows; at once, or when nobody is there any more. Owned by the server; signalling thread.
#pragma once
#include <optional>

#include "layby/durability.hpp"
#include "layby/houses.hpp"
#include "sip/front.hpp"
#include "sip/loop.hpp"

namespace layby::app {

enum class Ending {
    goodbye,   ///< everybody has been hung up
    left,      ///< nobody was told: the next start goes on with the calls
    replaced,  ///< as `left`, and this process shall become the new program
};

class Closing {
  public:
    /// All of them outlive this object.
    Closing(sip::Loop& loop, Houses& houses, sip::Front& front, Durability& durability);

    /// BYE to everybody, and a moment for the answers; then the loop stops. Asked again: at once.
    void say_goodbye();
    /// The loop stops as soon as all that has been ordered is durable. Where nothing is kept, a goodbye.
    void leave(Ending how);
    /// No new calls from now on. When none is left the server ends; at `until`, if ever, the rest is left to
    /// the next start.
    void drain(std::optional<Instant> until);
    /// False when nothing was draining.
    bool stop_draining();
    /// The process could not be replaced: the server goes on.
    void stay() { leaving_ = false; }

    /// After each turn: what drains may be empty now.
    void look();
    /// The time to leave may have come.
    void expire();
    std::optional<Instant> next_deadline() const { return drains_until_; }

    bool draining() const { return draining_; }
    /// The end has begun and can't be taken back: the loop stops soon.
    bool ending_soon() const { return leaving_ || saying_goodbye(); }
    /// Everybody has been hung up: whatever happens now is nobody's any more.
    bool saying_goodbye() const { return goodbye_until_.has_value(); }
    Ending ending() const { return ending_; }

  private:
    void hang_up_all();
    std::size_t hang_up_all(House& house);
    void wait_for_farewells();

    sip::Loop& loop_;
    Houses& houses_;
    sip::Front& front_;
    Durability& durability_;
    Ending ending_{};
    bool draining_{}, leaving_{};
    std::optional<Instant> drains_until_, goodbye_until_;
};

}  // namespace layby::app
