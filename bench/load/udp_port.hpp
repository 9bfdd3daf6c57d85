// A UDP socket on 127.0.0.1 with kernel time stamps and a large buffer. Non-blocking.
#pragma once
#include <netinet/in.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace load {

struct Datagram {
    std::string_view data;  ///< valid until the next receive()
    double at{};
    std::uint16_t from_port{};
};

class UdpPort {
  public:
    /// Any free port when `port` is 0. Throws std::system_error.
    explicit UdpPort(std::uint16_t port = 0);
    ~UdpPort();
    UdpPort(const UdpPort&) = delete;
    UdpPort& operator=(const UdpPort&) = delete;

    std::uint16_t number() const { return number_; }
    int handle() const { return handle_; }
    void send(std::string_view data, std::uint16_t to_port) const;
    std::optional<Datagram> receive();
    /// Datagrams that the kernel had to drop because this program was too slow (SO_RXQ_OVFL).
    std::uint32_t dropped() const { return dropped_; }

  private:
    int handle_{-1};
    std::uint16_t number_{};
    std::uint32_t dropped_{};
    char buffer_[65536];
};

}  // namespace load
