#include "tls/pipe.hpp"

#include <openssl/ssl.h>
#include <pthread.h>

#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <utility>

#include "tls/openssl.hpp"

namespace layby::tls {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr Duration to_finish = std::chrono::seconds(2);

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

}  // namespace

void no_broken_pipes() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

Pipe::Pipe(Socket socket, const Address& peer, Context context, std::shared_ptr<const PipeHost> host,
           Patience patience)
    : context_(std::move(context)),
      outside_(std::move(socket)),
      inside_(outside_.get_executor()),
      ssl_(SSL_new(context_.get()), SSL_free),
      deadline_(outside_.get_executor()),
      peer_(peer),
      host_(std::move(host)),
      patience_(patience) {}

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

void Pipe::end_within(Duration time) {
    deadline_.expires_after(time);
    deadline_.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (cancelled) return;
        self->shaken_ ? self->end() : self->fail("it took too long");
    });
}

void Pipe::start(std::function<void(Opened)> open) {
    open_ = std::move(open);
    error_code error;
    outside_.native_non_blocking(true, error);
    if (error || !ssl_ || SSL_set_fd(ssl_.get(), outside_.native_handle()) != 1) return end();
    watch_over(outside_);
    end_within(patience_.handshake);
    shake_hands();
}

void Pipe::shake_hands() {
    ERR_clear_error();
    const int done = SSL_accept(ssl_.get());
    if (done == 1) return enter();
    const int error = SSL_get_error(ssl_.get(), done);
    if (may_go_on(error)) return when_ready(error, [](Pipe& self) { self.shake_hands(); });
    fail(last_error("the connection was closed"));
}

void Pipe::fail(const std::string& why) {
    if (ended_) return;
    host_->handshake_failed(peer_, why);
    end();
}

void Pipe::enter() {
    tell_shaken();
    const auto open = std::exchange(open_, {});
    open([self = shared_from_this()](const error_code& failed, Inside inside) {
        if (self->ended_) return;
        self->deadline_.cancel();
        if (failed) return self->end();
        self->inside_ = std::move(inside);
        self->carry_in();
        self->carry_out();
    });
}

void Pipe::carry_in() {
    ERR_clear_error();
    const int size = SSL_read(ssl_.get(), in_.data(), static_cast<int>(in_.size()));
    if (size > 0) return pass_on(static_cast<std::size_t>(size));
    const int error = SSL_get_error(ssl_.get(), size);
    if (!may_go_on(error)) return hear_the_end();
    when_ready(error, [](Pipe& self) { self.carry_in(); });
}

/// Once nobody listens inside any more it is thrown away: unread, it would take our last words along.
void Pipe::pass_on(std::size_t size) {
    asio::async_write(inside_, asio::buffer(in_, size),
                      [self = shared_from_this()](const error_code&, std::size_t) {
                          if (!self->ended_) self->carry_in();
                      });
}

void Pipe::carry_out() {
    inside_.async_read_some(asio::buffer(out_),
                            [self = shared_from_this()](const error_code& error, std::size_t size) {
                                if (!self->ended_) error ? self->say_goodbye() : self->encrypt(size);
                            });
}

/// All or nothing, as OpenSSL writes. Who takes nothing for long is gone.
void Pipe::encrypt(std::size_t size) {
    ERR_clear_error();
    const int written = SSL_write(ssl_.get(), out_.data(), static_cast<int>(size));
    if (written > 0) {
        if (std::exchange(stuck_, false) && !heard_the_end_) deadline_.cancel();
        return carry_out();
    }
    const int error = SSL_get_error(ssl_.get(), written);
    if (!may_go_on(error)) return end_within(to_finish);  // what it said before it went is still to be read
    if (!std::exchange(stuck_, true) && !heard_the_end_) end_within(patience_.reading);
    when_ready(error, [size](Pipe& self) { self.encrypt(size); });
}

/// What it said last is still on its way inside: closed at once, the kernel would throw it away.
void Pipe::hear_the_end() {
    if (said_goodbye_) return end();
    heard_the_end_ = true;
    error_code ignored;
    inside_.shutdown(Inside::shutdown_send, ignored);
    end_within(to_finish);
}

/// With a close_notify, as RFC 8446 section 6.1 wants it, if there is room for it. What the peer still sends
/// is read for a while, so that it hears our last words.
void Pipe::say_goodbye() {
    said_goodbye_ = true;
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    error_code ignored;
    outside_.shutdown(Socket::shutdown_send, ignored);
    heard_the_end_ ? end() : end_within(to_finish);
}

void Pipe::end() {
    if (std::exchange(ended_, true)) return;
    deadline_.cancel();
    open_ = {};
    error_code ignored;
    inside_.close(ignored);
    outside_.close(ignored);
}

void open_pair(asio::io_context& io, const Pipe::Opened& opened,
               const std::function<void(Pipe::Inside)>& entered) {
    asio::local::stream_protocol::socket ours(io), theirs(io);
    error_code error;
    asio::local::connect_pair(ours, theirs, error);
    opened(error, std::move(ours));
    if (!error) entered(std::move(theirs));
}

}  // namespace layby::tls
