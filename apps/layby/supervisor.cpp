#include "layby/supervisor.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace layby::app {
namespace {

/// A number of the environment; none when there is no such number.
std::optional<std::int64_t> number_of_environment(const char* name) {
    const char* text = std::getenv(name);
    if (!text) return {};
    std::int64_t value = 0;
    const char* end = text + std::strlen(text);
    const auto read = std::from_chars(text, end, value);
    return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

/// A parent's supervisor may have asked the parent, and that isn't us.
bool asks_us() {
    const auto pid = number_of_environment("WATCHDOG_PID");
    return !pid || *pid == getpid();
}

}  // namespace

Supervisor Supervisor::of_environment() {
    const char* socket = std::getenv("NOTIFY_SOCKET");
    if (!socket) return Supervisor({});
    const auto patience = number_of_environment("WATCHDOG_USEC");
    if (!patience || *patience <= 0 || !asks_us()) return Supervisor(socket);
    return Supervisor(socket, Duration{*patience});
}

void Supervisor::tell(std::string_view lines) const {
    sockaddr_un address{};
    if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    socket_.copy(address.sun_path, socket_.size());
    if (socket_.front() == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    const int from = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (from < 0) return;
    sendto(from, lines.data(), lines.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
           length);
    close(from);
}

/// Twice in vain is still in time.
std::optional<Duration> Supervisor::rhythm() const {
    return patience_ ? std::optional(*patience_ / 3) : std::nullopt;
}

Pulse::Pulse(const Supervisor& supervisor, Instant now) : supervisor_(supervisor) {
    if (supervisor.rhythm()) next_ = now;
}

void Pulse::expire(Instant now) {
    if (!next_ || now < *next_) return;
    supervisor_.tell("WATCHDOG=1");
    next_ = now + *supervisor_.rhythm();
}

}  // namespace layby::app
