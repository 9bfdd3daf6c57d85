#include "console/tls_pump.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace layby::console {

namespace asio = boost::asio;
using Error = boost::system::error_code;

namespace {

/// For the peer to say goodbye, and to take what was sent last.
constexpr auto goodbye = std::chrono::milliseconds(2'000);

}  // namespace

TlsPump::TlsPump(asio::ip::tcp::socket socket, std::shared_ptr<Tls> tls, std::chrono::milliseconds patience,
                 Handshakes handshakes)
    : tls_(std::move(tls)),
      outer_(std::move(socket), tls_->context()),
      inner_(outer_.get_executor()),
      deadline_(outer_.get_executor()),
      patience_(patience),
      handshakes_(std::move(handshakes)) {
    ++*handshakes_;
}

TlsPump::~TlsPump() {
    if (handshakes_) --*handshakes_;
}

void TlsPump::begin(Entered entered) {
    within(patience_);
    outer_.async_handshake(asio::ssl::stream_base::server,
                           [self = shared_from_this(), entered = std::move(entered)](Error error) {
                               error ? self->close() : self->on_handshake(entered);
                           });
}

void TlsPump::on_handshake(const Entered& entered) {
    deadline_.cancel();
    --*std::exchange(handshakes_, nullptr);
    Error error;
    asio::local::stream_protocol::socket plain(outer_.get_executor());
    asio::local::connect_pair(inner_, plain, error);
    if (error) return close();
    read_theirs();
    read_ours();
    entered(std::move(plain));
}

void TlsPump::read_theirs() {
    outer_.async_read_some(asio::buffer(theirs_),
                           [self = shared_from_this()](Error error, std::size_t bytes) {
                               Error ignored;
                               if (error)
                                   self->inner_.shutdown(asio::socket_base::shutdown_send, ignored);
                               else
                                   self->pass_on(bytes);
                           });
}

/// Once nobody speaks HTTP here any more it is thrown away: whoever still sends learns why he was refused.
void TlsPump::pass_on(std::size_t bytes) {
    asio::async_write(inner_, asio::buffer(theirs_.data(), bytes),
                      [self = shared_from_this()](Error, std::size_t) { self->read_theirs(); });
}

void TlsPump::read_ours() {
    inner_.async_read_some(asio::buffer(ours_), [self = shared_from_this()](Error error, std::size_t bytes) {
        error ? self->say_goodbye() : self->send(bytes);
    });
}

void TlsPump::send(std::size_t bytes) {
    within(patience_);
    asio::async_write(outer_, asio::buffer(ours_.data(), bytes),
                      [self = shared_from_this()](Error error, std::size_t) {
                          self->deadline_.cancel();
                          error ? self->close() : self->read_ours();
                      });
}

void TlsPump::say_goodbye() {
    within(goodbye);
    outer_.async_shutdown([self = shared_from_this()](Error) { self->close(); });
}

void TlsPump::close() {
    Error ignored;
    deadline_.cancel();
    outer_.lowest_layer().close(ignored);
    inner_.close(ignored);
}

void TlsPump::within(std::chrono::milliseconds time) {
    deadline_.expires_after(time);
    deadline_.async_wait([weak = weak_from_this()](Error error) {
        const auto self = weak.lock();
        if (!error && self) self->close();
    });
}

}  // namespace layby::console
