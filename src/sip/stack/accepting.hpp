// The sockets of TCP connections that come in, as sofia accepts them. For the stack only; signalling thread.
#pragma once
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include "words/address.hpp"

namespace layby::sip {

/// Sees every connection that sofia accepts on these ports while it lives. One at a time in a thread.
class Accepting {
  public:
    /// False: it is closed at once.
    using OnAccepted = std::function<bool(int socket, const Address& peer)>;

    Accepting(std::vector<std::uint16_t> ports, OnAccepted on_accepted);
    ~Accepting();
    Accepting(const Accepting&) = delete;
    Accepting& operator=(const Accepting&) = delete;

    bool is_ours(int listening) const;
    bool take(int socket, const Address& peer);
    /// Shuts a connection down that was taken; sofia finds its end and closes it. Nothing, when the number
    /// has become that of another file.
    void end(int socket);

  private:
    std::vector<std::uint16_t> ports_;
    OnAccepted on_accepted_;
    std::unordered_map<int, std::uint64_t> cookies_;  ///< by socket: which connection it was
};

}  // namespace layby::sip
