#include "sip/door/intake.hpp"

#include <dlfcn.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "sip/stack/loop_inside.hpp"
#include "sip/stack/stack.hpp"
#include "sip/stack/tap.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_head = 8192;  ///< a request with more is read by the library
constexpr int refused_at_once = 100;        ///< then somebody else's turn comes
constexpr int noted_per_second = 20;        ///< on the tape; more would crowd out what somebody looks for
constexpr Duration longest_wait = 10s;      ///< more is a wall clock that was turned

thread_local Intake* intake_of_this_thread = nullptr;

bool is_datagram_socket(int file) {
    int type = 0;
    socklen_t size = sizeof type;
    return getsockopt(file, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_DGRAM;
}

std::optional<su_sockaddr_t> local_address(int file) {
    su_sockaddr_t address{};
    socklen_t size = sizeof address;
    if (getsockname(file, &address.su_sa, &size) != 0) return {};
    const bool is_ip = address.su_family == AF_INET || address.su_family == AF_INET6;
    return is_ip ? std::optional{address} : std::nullopt;
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

bool stamps(int file) {
    const int on = 1;
    return setsockopt(file, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0;
}

Duration since(const timespec& stamp) {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    const auto waited = std::chrono::seconds{now.tv_sec - stamp.tv_sec} +
                        std::chrono::nanoseconds{now.tv_nsec - stamp.tv_nsec};
    const auto shown = std::chrono::duration_cast<Duration>(waited);
    return shown > longest_wait ? Duration{} : std::max(shown, Duration{});
}

Duration waited_in(msghdr& message) {
    for (auto* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
        timespec stamp{};
        std::memcpy(&stamp, CMSG_DATA(part), sizeof stamp);
        return since(stamp);
    }
    return {};
}

/// An IPv4 address that came in over IPv6 is one of IPv4.
Address sender_of(su_sockaddr_t address) {
    SU_CANONIZE_SOCKADDR(&address);
    return endpoint_of(address);
}

}  // namespace

/// A datagram that is still in its socket.
struct Intake::Waiting {
    ssize_t size{};
    std::string_view head;
    su_sockaddr_t from{};
    socklen_t from_size{};
    Duration waited{};

    static Waiting look(int socket, std::vector<char>& place) {
        Waiting out;
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec)) + 64> control;
        iovec data{place.data(), place.size()};
        msghdr message{};
        message.msg_name = &out.from;
        message.msg_namelen = sizeof out.from;
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        out.size = recvmsg(socket, &message, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
        if (out.size < 0) return out;
        out.from_size = message.msg_namelen;
        out.head = {place.data(), std::min(place.size(), static_cast<std::size_t>(out.size))};
        out.waited = waited_in(message);
        return out;
    }
};

Intake::Intake(const std::vector<Listen>& listening, IntakeHost host)
    : host_(std::move(host)), head_(longest_head) {
    for (const int file : open_files()) {
        const auto local = is_datagram_socket(file) ? local_address(file) : std::nullopt;
        if (local && listens(listening, ntohs(local->su_port)) && stamps(file))
            sockets_.push_back({file, *local});
    }
    intake_of_this_thread = this;
}

Intake::~Intake() {
    if (intake_of_this_thread == this) intake_of_this_thread = nullptr;
}

const Intake::Socket* Intake::find(int socket) const {
    const auto found = std::ranges::find(sockets_, socket, &Socket::file);
    return found == sockets_.end() ? nullptr : &*found;
}

ssize_t Intake::next_size(int socket) {
    const auto* from = find(socket);
    for (int i = 0;; ++i) {
        const auto message = Waiting::look(socket, head_);
        if (message.size < 0) return message.size;
        host_.on_read(message.waited);
        if (i == refused_at_once || !from || !host_.looks() || !refuse(*from, message)) return message.size;
    }
}

bool Intake::refuse(const Socket& socket, const Waiting& message) {
    const auto glance = glance_at(message.head);
    const auto answer = glance ? host_.refusal(*glance, sender_of(message.from)) : std::nullopt;
    if (!answer) return false;
    char nothing{};
    recv(socket.file, &nothing, 0, MSG_DONTWAIT);
    if (answer->empty()) return true;
    sendto(socket.file, answer->data(), answer->size(), MSG_DONTWAIT, &message.from.su_sa, message.from_size);
    note(socket, message, *answer);
    return true;
}

void Intake::note(const Socket& socket, const Waiting& message, const std::string& answer) {
    auto* tap = tap_here();
    if (!tap || !tap->on()) return;
    const auto now = monotonic_now();
    if (now - noted_second_ >= 1s) noted_ = 0, noted_second_ = now;
    if (noted_++ >= noted_per_second) return;
    tap->beside(trace::Direction::received, socket.local, message.from, message.head);
    tap->beside(trace::Direction::sent, socket.local, message.from, answer);
}

Intake* intake_here() { return intake_of_this_thread; }

}  // namespace layby::sip

extern "C" issize_t su_getmsgsize(su_socket_t socket) {
    using Ask = issize_t (*)(su_socket_t);
    static const auto library = reinterpret_cast<Ask>(dlsym(RTLD_NEXT, "su_getmsgsize"));
    auto* intake = layby::sip::intake_here();
    return intake && intake->has(socket) ? intake->next_size(socket) : library(socket);
}
