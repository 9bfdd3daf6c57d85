// The machine under Layby, made of nothing: its clock, its random numbers, its network, its event loop, its
// sounds and the way to its API, each in the place of what the program has from the system or from a library.
// What is replaced here is replaced at link time (in this folder); all of Layby's own code above it is the
// real one.
//
// One per process, one thread.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>

#include "calls/facts.hpp"
#include "console/feed.hpp"
#include "console/http_server.hpp"
#include "words/address.hpp"
#include "words/time.hpp"

namespace layby::simulation {

using namespace std::chrono_literals;
using Bytes = std::span<const std::uint8_t>;

Instant now();
void turn_clock_to(Instant when);

/// What is around the machine.
class Surroundings {
  public:
    virtual ~Surroundings() = default;
    virtual void sip_leaves(const Address& from, const Address& to, std::string message) = 0;
    virtual void sound_leaves(const Address& from, const Address& to, Bytes packet) = 0;
    /// Layby's event loop has begun: returns when the process is over, one way or the other.
    virtual void run() = 0;
    /// Layby wants its loop to end.
    virtual void stop() = 0;
};

/// What the replaced parts of a running Layby offer. Each is empty while there is no such part.
struct Parts {
    std::function<std::optional<Duration>()>
        turn_loop;  ///< one step; how long until the next, none: for ever
    std::function<void()> carry_out_sound_orders;
    std::function<void(std::uint16_t port, const Address& from, Bytes packet)> sound_arrives;
    std::function<void()> sound_ticks;
    std::optional<console::Desk> desk;
    std::shared_ptr<console::Inbox> inbox{};  ///< of the console
    std::unique_ptr<console::Feed> feed{};    ///< what it shows
};

struct Machine {
    Surroundings* around{};
    std::mt19937_64 chance;  ///< what the system's random numbers are made of
    Parts parts;
    std::uint64_t facts_of_sound{};  ///< told by the media core so far
};
Machine& machine();

/// A datagram reaches the socket that Layby has bound to `to`; false: there is none.
bool deliver(const Address& from, const Address& to, const std::string& message);
/// The process is dead: nothing is bound any more.
void forget_sockets();

/// The text that a sound packet carries: "voice 201/3", "music default", "digits/7".
std::string text_in(Bytes payload);

}  // namespace layby::simulation
