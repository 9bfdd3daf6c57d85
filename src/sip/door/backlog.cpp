#include "sip/door/backlog.hpp"

#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

namespace layby::sip {
namespace {

/// What the kernel counts for some 1,000 waiting messages: each counts with its whole buffer.
constexpr std::uint32_t largest_backlog = 2U << 20;

bool is_datagram_socket(int file) {
    int type = 0;
    socklen_t size = sizeof type;
    return getsockopt(file, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_DGRAM;
}

std::uint16_t local_port(int file) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (getsockname(file, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
    if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
    if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<sockaddr_in6*>(&address)->sin6_port);
    return 0;
}

bool listens(const std::vector<Listen>& listening, std::uint16_t port) {
    return std::ranges::any_of(
        listening, [port](const Listen& one) { return one.transport == Transport::udp && one.port == port; });
}

std::vector<int> open_files() {
    std::vector<int> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
        const auto name = entry.path().filename().string();
        int file = -1;
        std::from_chars(name.data(), name.data() + name.size(), file);
        if (file >= 0) files.push_back(file);
    }
    return files;
}

bool too_much_waits(int socket) {
    std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
    socklen_t size = sizeof memory;
    if (getsockopt(socket, SOL_SOCKET, SO_MEMINFO, memory.data(), &size) != 0) return false;
    return memory[SK_MEMINFO_RMEM_ALLOC] > std::min(largest_backlog, memory[SK_MEMINFO_RCVBUF] / 2);
}

}  // namespace

Backlog::Backlog(const std::vector<Listen>& listening) {
    for (const int file : open_files()) {
        if (is_datagram_socket(file) && listens(listening, local_port(file))) sockets_.push_back(file);
    }
}

bool Backlog::too_long() const { return std::ranges::any_of(sockets_, too_much_waits); }

}  // namespace layby::sip
