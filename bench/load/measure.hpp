// The measurements, each as one command that prints one line of JSON.
#pragma once
#include <memory>
#include <string>

#include "callers.hpp"
#include "lamps.hpp"
#include "listener.hpp"
#include "speaker.hpp"
#include "talkers.hpp"

namespace load {

struct Bench {
    explicit Bench(std::uint16_t server_port) : callers(server_port, listener.port()) {}
    Listener listener;
    Callers callers;
    Talkers talkers{callers, listener};
    Speaker speaker{listener};
    std::unique_ptr<Lamps> lamps{};
};

/// Dials `count` numbers made of `prefix` and a slot from `first` on, `rate` a second; waits until all are
/// settled.
std::string dial(Bench& bench, const std::string& prefix, int first, int count, double rate);
/// Listens for so long to the calls that are up.
std::string window(Bench& bench, double seconds);
/// Every call that is up says something from now on, to nobody.
std::string speak(Bench& bench);
/// CPU per packet of a bare paced send() on this machine.
std::string yardstick(int sockets, int seconds);
/// Parks a call in each slot and retrieves it, and lets both speak to each other from then on.
std::string talk(Bench& bench, const std::string& prefix, int first, int count, double rate);
/// Listens for so long, and then asks which pairs hear each other.
std::string in_touch(Bench& bench, double seconds);
/// Parks and retrieves `rate` calls a second for so long: park, `gap` later a retriever, `talk` later it
/// hangs up. A cycle is good when both were answered, the retriever stayed to its end, and the parked call
/// was then hung up by the server.
std::string cycle(Bench& bench, double rate, double seconds, double gap, double talk, int first, int slots);
/// One caller after the other is parked and retrieved, each with RTP of its own that tells who speaks:
/// milliseconds from INVITE to 200, to the first packets in both directions, and the longest hole in what the
/// parked caller heard.
std::string latency(Bench& bench, int rounds, int first);
/// OPTIONS at this rate: how many are answered (200 or 503), and how fast.
std::string flood(Bench& bench, double rate, double seconds);
/// So many phones watch so many slots: whether all were told their first state.
std::string subscribe(Bench& bench, int first, int slots, int count);
/// Parks a caller in each slot in turn, and lets it leave: how soon all its lamps were told (Lamps::round).
std::string watch(Bench& bench, const std::string& lot, int count);
std::string light(Bench& bench, const std::string& prefix, int first, int slots, double rate, double stay);
/// Hangs up whatever is up.
std::string hang_up(Bench& bench);
std::string state(const Bench& bench);

}  // namespace load
