// The sockets of TCP connections that come in, as sofia accepts them. For the stack only; signalling thread.
#pragma once
#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sip/stack/connections.hpp"
#include "words/address.hpp"

namespace layby::sip {

/// Sees every connection that sofia accepts on these ports while it lives. One at a time in a thread.
class Accepting {
  public:
    /// False: it is closed at once.
    using OnAccepted = std::function<bool(const AcceptedSocket& socket, const Address& peer)>;
    /// Whose connection the edge passes on from this address of loopback; none: it isn't the edge's.
    using Claim = std::function<std::optional<Address>(const Address& inner)>;
    /// Of who has proved itself, by the port inside. False: it is closed at once.
    using OnProved =
        std::function<bool(std::uint16_t inside, const AcceptedSocket& socket, const Address& peer)>;

    /// Sofia is told that those at `inner` come from whom the edge names. Who comes to `proved`, which are
    /// some of them, is no stranger.
    Accepting(std::vector<std::uint16_t> ports, OnAccepted on_accepted, std::vector<std::uint16_t> inner = {},
              Claim claim = {}, std::vector<std::uint16_t> proved = {}, OnProved on_proved = {});
    ~Accepting();
    Accepting(const Accepting&) = delete;
    Accepting& operator=(const Accepting&) = delete;

    /// How sofia shall see who has come in over this listening socket; none: it is closed.
    std::optional<sockaddr_storage> take(int listening, int socket, const sockaddr_storage& seen);
    /// Shuts a connection down that was taken; sofia finds its end and closes it. Nothing, when the number
    /// has become that of another file.
    static void end(const AcceptedSocket& socket);
    /// Its number hasn't become that of another file.
    static bool is_there(const AcceptedSocket& socket);

  private:
    std::vector<std::uint16_t> ports_;
    std::vector<std::uint16_t> inner_, proved_;
    Claim claim_;
    OnAccepted on_accepted_;
    OnProved on_proved_;
};

}  // namespace layby::sip
