#include "edge/inner_ways.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <memory>

namespace layby::edge {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

namespace {

/// A port that was used rests for a minute, so connections begin at some thousand addresses of loopback.
asio::ip::address own_loopback(const tcp::endpoint& inside, std::uint32_t count) {
    if (inside.address().is_v6()) return asio::ip::address_v6::loopback();
    constexpr std::uint32_t first = 0x7f010001, addresses = 4096;
    return asio::ip::address_v4(first + count % addresses);
}

}  // namespace

/// Who listens inside asks at once whose connection this is: it is announced before it is made.
void InnerWays::open(const Address& inside, const Address& peer, const tls::Pipe::Opened& opened) {
    error_code error;
    const tcp::endpoint there{asio::ip::make_address(inside.ip, error), inside.port};
    auto socket = std::make_shared<tcp::socket>(io_);
    if (!error) socket->open(there.protocol(), error);
    if (!error) socket->bind({own_loopback(there, ++made_), 0}, error);
    if (!error) socket->set_option(tcp::no_delay(true), error);
    if (error) {
        refused_(peer, error.message());
        return opened(error, tls::Pipe::Inside(io_));
    }
    const auto own = socket->local_endpoint(error);
    const Address inner{own.address().to_string(), own.port()};
    announced_.put({inner, peer});
    socket->async_connect(there, [this, socket, inner, opened](const error_code& failure) {
        if (failure) announced_.put({inner, {}});
        opened(failure, std::move(*socket));
    });
}

std::optional<Address> InnerWays::claim(const Address& inner) {
    for (auto& one : announced_.take()) {
        const std::pair key{one.inner.ip, one.inner.port};
        if (one.peer)
            awaited_.insert_or_assign(key, std::move(*one.peer));
        else
            awaited_.erase(key);
    }
    auto found = awaited_.extract({inner.ip, inner.port});
    if (found.empty()) return {};
    return std::move(found.mapped());
}

}  // namespace layby::edge
