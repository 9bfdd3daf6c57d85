#include "media/dtls/datagrams.hpp"

#include <algorithm>
#include <utility>

namespace layby::media {
namespace {

Datagrams& behind(BIO* bio) { return *static_cast<Datagrams*>(BIO_get_data(bio)); }

int write_datagram(BIO* bio, const char* bytes, int length) {
    const auto* first = reinterpret_cast<const std::uint8_t*>(bytes);
    behind(bio).out.emplace_back(first, first + length);
    return length;
}

/// What doesn't fit is cut off, as of a socket.
int read_datagram(BIO* bio, char* into, int room) {
    const Bytes datagram = std::exchange(behind(bio).in, {});
    BIO_clear_retry_flags(bio);
    if (datagram.empty()) {
        BIO_set_retry_read(bio);
        return -1;
    }
    const auto length = std::min(datagram.size(), static_cast<std::size_t>(room));
    std::copy_n(datagram.begin(), length, reinterpret_cast<std::uint8_t*>(into));
    return static_cast<int>(length);
}

long control(BIO*, int command, long, void*) {
    if (command == BIO_CTRL_FLUSH) return 1;
    if (command == BIO_CTRL_DGRAM_QUERY_MTU || command == BIO_CTRL_DGRAM_GET_FALLBACK_MTU)
        return Datagrams::longest;
    return 0;
}

int create(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
}

const BIO_METHOD* method() {
    static const BIO_METHOD* const made = [] {
        BIO_METHOD* one = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagrams");
        BIO_meth_set_write(one, write_datagram);
        BIO_meth_set_read(one, read_datagram);
        BIO_meth_set_ctrl(one, control);
        BIO_meth_set_create(one, create);
        return one;
    }();
    return made;
}

}  // namespace

bool Datagrams::attach(SSL* connection) {
    BIO* bio = BIO_new(method());
    if (bio == nullptr) return false;
    BIO_set_data(bio, this);
    SSL_set_bio(connection, bio, bio);  // which owns it now
    return SSL_set_mtu(connection, longest) != 0;
}

}  // namespace layby::media
