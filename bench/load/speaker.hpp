// What callers say who only wait: each of them 50 packets a second of its own stream, evenly spread, from the
// one RTP port. A thread of its own.
#pragma once
#include <thread>
#include <vector>

#include "listener.hpp"

namespace load {

class Speaker {
  public:
    explicit Speaker(const Listener& listener) : listener_(listener) {}

    /// To these ports of the server, from now on.
    void begin(std::vector<std::uint16_t> ports);

  private:
    void run(const std::stop_token& stop);
    void say(std::size_t caller, std::uint32_t frame) const;

    const Listener& listener_;
    std::vector<std::uint16_t> ports_;
    std::jthread thread_;
};

}  // namespace load
