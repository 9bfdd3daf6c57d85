// Between a connection of OpenSSL and us: one datagram in, any number out. A memory BIO would glue datagrams
// together. Used by one thread at a time.
#pragma once
#include <vector>

#include "media/dtls/openssl.hpp"
#include "media/rtp/rtp_packet.hpp"

namespace layby::media {

using Datagram = std::vector<std::uint8_t>;

class Datagrams {
  public:
    /// The longest that we send: it passes every path without being cut.
    static constexpr long longest = 1200;

    /// The connection reads and writes here from now on; this object must outlive it, in its place.
    bool attach(SSL* connection);

    Bytes in;                   ///< to be read next, once
    std::vector<Datagram> out;  ///< written since they were taken
};

}  // namespace layby::media
