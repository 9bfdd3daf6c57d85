#include "tls/pipe.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/write.hpp>
#include <utility>

namespace layby::tls {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr auto to_finish = std::chrono::seconds(2);

/// A phone that is switched off says nothing: found within two minutes.
void watch_over(asio::ip::tcp::socket& socket) {
    error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    const int idle = 60, between = 20, times = 3;
    const int handle = socket.native_handle();
    setsockopt(handle, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(handle, IPPROTO_TCP, TCP_KEEPINTVL, &between, sizeof between);
    setsockopt(handle, IPPROTO_TCP, TCP_KEEPCNT, &times, sizeof times);
}

bool may_go_on(int error) { return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE; }

/// Why OpenSSL gave up; it keeps errors for the thread, whosever they are.
std::string reason() {
    const auto code = ERR_get_error();
    ERR_clear_error();
    const char* text = code ? ERR_reason_error_string(code) : nullptr;
    return text ? text : "the connection was closed";
}

}  // namespace

Pipe::Pipe(Socket socket, const Address& peer, std::uint16_t inside, Context context,
           std::shared_ptr<const PipeHost> host)
    : context_(std::move(context)),
      outside_(std::move(socket)),
      inside_(outside_.get_executor()),
      ssl_(SSL_new(context_.get()), SSL_free),
      patience_(outside_.get_executor()),
      peer_(peer),
      port_(inside),
      host_(std::move(host)) {}

Pipe::~Pipe() {
    tell_shaken();
    host_->gone();
}

void Pipe::tell_shaken() {
    if (!std::exchange(shaken_, true)) host_->shaken(peer_);
}

/// OpenSSL wants to read or write and can't yet: then again, as soon as it can.
template <class Step>
void Pipe::when_ready(int wanted, Step step) {
    const auto what = wanted == SSL_ERROR_WANT_READ ? Socket::wait_read : Socket::wait_write;
    outside_.async_wait(what, [self = shared_from_this(), step](const error_code& error) {
        if (!self->ended_) error ? self->end() : step(*self);
    });
}

void Pipe::start(Duration patience) {
    error_code error;
    outside_.native_non_blocking(true, error);
    if (error || !ssl_ || SSL_set_fd(ssl_.get(), outside_.native_handle()) != 1) return end();
    watch_over(outside_);
    patience_.expires_after(patience);
    patience_.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled) self->fail("it took too long");
    });
    shake_hands();
}

void Pipe::shake_hands() {
    ERR_clear_error();
    const int done = SSL_accept(ssl_.get());
    if (done == 1) {
        patience_.cancel();
        tell_shaken();
        return connect();
    }
    const int error = SSL_get_error(ssl_.get(), done);
    if (may_go_on(error)) return when_ready(error, [](Pipe& self) { self.shake_hands(); });
    fail(reason());
}

void Pipe::fail(const std::string& why) {
    if (ended_) return;
    host_->handshake_failed(peer_, why);
    end();
}

/// Who listens inside asks at once whose connection this is: it is announced before it is made.
void Pipe::connect() {
    const auto loopback = asio::ip::address_v4::loopback();
    error_code error;
    inside_.open(asio::ip::tcp::v4(), error);
    if (!error) inside_.bind({loopback, 0}, error);
    if (error) return end();
    inside_.set_option(asio::ip::tcp::no_delay(true), error);
    host_->announce(inside_.local_endpoint(error).port(), peer_);
    inside_.async_connect({loopback, port_}, [self = shared_from_this()](const error_code& failed) {
        if (failed) return self->end();
        self->carry_in();
        self->carry_out();
    });
}

void Pipe::carry_in() {
    ERR_clear_error();
    const int size = SSL_read(ssl_.get(), in_.data(), static_cast<int>(in_.size()));
    if (size <= 0) {
        const int error = SSL_get_error(ssl_.get(), size);
        return may_go_on(error) ? when_ready(error, [](Pipe& self) { self.carry_in(); }) : hear_the_end();
    }
    asio::async_write(inside_, asio::buffer(in_, static_cast<std::size_t>(size)),
                      [self = shared_from_this()](const error_code& failed, std::size_t) {
                          if (!self->ended_) failed ? self->end() : self->carry_in();
                      });
}

void Pipe::carry_out() {
    inside_.async_read_some(asio::buffer(out_),
                            [self = shared_from_this()](const error_code& error, std::size_t size) {
                                if (!self->ended_) error ? self->end() : self->encrypt(size);
                            });
}

/// All or nothing, as OpenSSL writes.
void Pipe::encrypt(std::size_t size) {
    ERR_clear_error();
    const int written = SSL_write(ssl_.get(), out_.data(), static_cast<int>(size));
    if (written > 0) return carry_out();
    const int error = SSL_get_error(ssl_.get(), written);
    if (!may_go_on(error)) return end_soon();  // what it said before it went is still to be read
    when_ready(error, [size](Pipe& self) { self.encrypt(size); });
}

/// What it said last is still on its way inside: closed at once, the kernel would throw it away.
void Pipe::hear_the_end() {
    error_code ignored;
    inside_.shutdown(Socket::shutdown_send, ignored);
    end_soon();
}

void Pipe::end_soon() {
    patience_.expires_after(to_finish);
    patience_.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled) self->end();
    });
}

/// With a close_notify, as RFC 8446 section 6.1 wants it, if there is room for it; nobody waits for the
/// other's.
void Pipe::end() {
    if (std::exchange(ended_, true)) return;
    ERR_clear_error();
    if (shaken_ && SSL_is_init_finished(ssl_.get())) SSL_shutdown(ssl_.get());
    patience_.cancel();
    error_code ignored;
    inside_.close(ignored);
    outside_.shutdown(Socket::shutdown_send, ignored);
    outside_.close(ignored);
}

}  // namespace layby::tls
