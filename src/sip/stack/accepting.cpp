#include "sip/stack/accepting.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sip/stack/stack.hpp"

namespace layby::sip {
namespace {

/// Whatever is there can be read at once: sofia reads all that is there into one message (see too_long).
constexpr int receive_buffer = 256 << 10;

thread_local Accepting* here = nullptr;

std::uint64_t cookie_of(int socket) {
    std::uint64_t cookie{};
    socklen_t size = sizeof cookie;
    return getsockopt(socket, SOL_SOCKET, SO_COOKIE, &cookie, &size) == 0 ? cookie : 0;
}

Address endpoint_in(const sockaddr_storage& address) {
    su_sockaddr_t peer{};
    std::memcpy(&peer, &address, std::min(sizeof peer, sizeof address));
    SU_CANONIZE_SOCKADDR(&peer);
    return endpoint_of(peer);
}

}  // namespace

Accepting::Accepting(std::vector<std::uint16_t> ports, OnAccepted on_accepted)
    : ports_(std::move(ports)), on_accepted_(std::move(on_accepted)) {
    here = this;
}

Accepting::~Accepting() {
    if (here == this) here = nullptr;
}

bool Accepting::is_ours(int listening) const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size) != 0) return false;
    return std::find(ports_.begin(), ports_.end(), endpoint_in(address).port) != ports_.end();
}

bool Accepting::take(int socket, const Address& peer) {
    setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    cookies_[socket] = cookie_of(socket);
    return on_accepted_(socket, peer);
}

void Accepting::end(int socket) {
    const auto found = cookies_.find(socket);
    if (found != cookies_.end() && found->second == cookie_of(socket)) shutdown(socket, SHUT_RDWR);
}

}  // namespace layby::sip

/// In place of the C library's, for sofia and everybody else in this process.
extern "C" int accept(int listening, sockaddr* address, socklen_t* size) {
    sockaddr_storage peer{};
    socklen_t peer_size = sizeof peer;
    const int socket = accept4(listening, reinterpret_cast<sockaddr*>(&peer), &peer_size, SOCK_CLOEXEC);
    if (socket < 0) return socket;
    if (address && size) {
        std::memcpy(address, &peer, std::min(*size, peer_size));
        *size = peer_size;
    }
    auto* accepting = layby::sip::here;
    if (!accepting || !accepting->is_ours(listening)) return socket;
    if (accepting->take(socket, layby::sip::endpoint_in(peer))) return socket;
    close(socket);
    errno = ECONNABORTED;
    return -1;
}
