// A name server without a way to it. Debian's sofia asks it again and again without an end when connect() or
// socket() fails (sres_send_dns_query: the compiler removed the test against SRES_TIME_MAX in
// sres_next_server, as the sum before it would have overflowed), so a machine without a route would stand
// still for ever. Here such a connect() succeeds, and is made up for when something is sent: then the library
// sees an error that it can live with. In place of the C library's, for sofia and everybody else in this
// process; any thread.
#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <unordered_map>

#include "sip/stack/stack.hpp"

namespace layby::sip {
namespace {

struct Unconnected {
    sockaddr_storage address{};
    socklen_t size{};
};

/// By socket. Those of a resolver belong to one thread.
thread_local std::unordered_map<int, Unconnected> unconnected;

int connect_now(int socket, const void* address, socklen_t size) {
    return static_cast<int>(syscall(SYS_connect, socket, address, size));
}

/// Sofia asks its name sockets for errors of the network, and connects no other datagram sockets.
bool is_name_socket(int socket) {
    int type{}, wants_errors{};
    socklen_t size = sizeof type;
    if (getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_DGRAM) return false;
    size = sizeof wants_errors;
    return getsockopt(socket, IPPROTO_IP, IP_RECVERR, &wants_errors, &size) == 0 && wants_errors != 0;
}

bool can_have_a_socket() {
    const int probe = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (probe < 0) return false;
    close(probe);
    return true;
}

void connect_later(int socket, const sockaddr* address, socklen_t size) {
    auto& later = unconnected[socket];
    std::memcpy(&later.address, address, size);
    later.size = size;
}

}  // namespace
}  // namespace layby::sip

extern "C" int connect(int socket, const sockaddr* address, socklen_t size) {
    using namespace layby::sip;
    unconnected.erase(socket);  // the number may have been another file's
    if (connect_now(socket, address, size) == 0) return 0;
    const int why = errno;
    if (size <= sizeof(sockaddr_storage) && is_name_socket(socket)) {
        connect_later(socket, address, size);
        return 0;
    }
    errno = why;
    return -1;
}

extern "C" ssize_t send(int socket, const void* bytes, size_t size, int flags) {
    using namespace layby::sip;
    if (const auto later = unconnected.find(socket); later != unconnected.end()) {
        const bool same = is_name_socket(socket);  // the number may be another file's by now
        if (same && connect_now(socket, &later->second.address, later->second.size) != 0) return -1;
        unconnected.erase(later);
    }
    return sendto(socket, bytes, size, flags, nullptr, 0);
}

/// In place of sofia's, which would not end without a file for its socket.
extern "C" sres_query_t* sres_query(sres_resolver_t* resolver, sres_answer_f* callback,
                                    sres_context_t* context, std::uint16_t type, const char* domain) {
    using Ask = decltype(&sres_query);
    static const auto library = reinterpret_cast<Ask>(dlsym(RTLD_NEXT, "sres_query"));
    return layby::sip::can_have_a_socket() ? library(resolver, callback, context, type, domain) : nullptr;
}
