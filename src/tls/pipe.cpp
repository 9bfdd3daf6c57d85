#include "tls/pipe.hpp"

#include <openssl/ssl.h>
#include <pthread.h>

#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <string_view>
#include <utility>

#include "tls/openssl.hpp"

namespace layby::tls {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr Duration to_finish = std::chrono::seconds(2);
constexpr unsigned pongs_of_who_answers = 2;  ///< one may be chance

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
      next_ping_(outside_.get_executor()),
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

void Pipe::start(Protocol spoken, std::function<void(Opened)> open) {
    if (ssl_) SSL_set_accept_state(ssl_.get());
    if (ssl_) expect_protocol(*ssl_, spoken);
    begin(std::move(open));
}

void Pipe::start(Protocol spoken, std::function<void(Opened)> open, Judge judge) {
    if (ssl_) ask_for_certificate(*ssl_);
    judge_ = std::move(judge);
    start(spoken, std::move(open));
}

void Pipe::call(const Peer& whom, KeepAlive alive, std::function<void(Opened)> open) {
    if (ssl_) begin_calling(*ssl_, whom);
    judge_ = [whom](const SSL& connection) { return wrong_server(connection, whom); };
    alive_ = alive;
    calls_ = true;
    const auto milliseconds = static_cast<unsigned>(
        std::chrono::duration_cast<std::chrono::milliseconds>(patience_.reading).count());
    setsockopt(outside_.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
    begin(std::move(open));
}

void Pipe::begin(std::function<void(Opened)> open) {
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
    const int done = SSL_do_handshake(ssl_.get());
    const int error = SSL_get_error(ssl_.get(), done);
    constexpr auto closed = "the connection was closed";
    if (done != 1 && may_go_on(error)) return when_ready(error, [](Pipe& self) { self.shake_hands(); });
    if (done != 1) return fail(calls_ ? why_not_called(*ssl_, closed) : last_error(closed));
    const auto why_not = judge_ ? std::exchange(judge_, {})(*ssl_) : std::string{};
    why_not.empty() ? enter() : fail(why_not);
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
        self->keep_alive();
    });
}

void Pipe::keep_alive() {
    if (alive_.every <= Duration{} || said_goodbye_ || heard_the_end_) return;
    next_ping_.expires_after(asks_ ? alive_.answer : alive_.every);
    next_ping_.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled && !self->ended_) self->asks_ ? self->look_for_pong() : self->ping();
    });
}

/// Between messages alone: one that the stack has begun is written at once, so after a while without a word
/// it is complete.
void Pipe::ping() {
    if (std::exchange(spoke_, false) || stuck_) return keep_alive();
    ERR_clear_error();
    if (SSL_write(ssl_.get(), "\r\n\r\n", 4) != 4) return end();
    asks_ = silent_ = true;
    ++pongs_due_;
    keep_alive();
}

/// Who has answered before and doesn't now is gone, although nobody has said so.
void Pipe::look_for_pong() {
    asks_ = false;
    if (!std::exchange(silent_, false)) return keep_alive();
    const bool answers = !unasked_ && std::exchange(pongs_, 0) >= pongs_of_who_answers;
    if (!answers) return keep_alive();
    if (host_->broken_off) host_->broken_off("it doesn't answer any more");
    end();
}

void Pipe::carry_in() {
    ERR_clear_error();
    const int size = SSL_read(ssl_.get(), in_.data(), static_cast<int>(in_.size()));
    if (size > 0) return pass_on(static_cast<std::size_t>(size));
    const int error = SSL_get_error(ssl_.get(), size);
    if (error == SSL_ERROR_SSL && calls_ && host_->broken_off)
        host_->broken_off(why_not_called(*ssl_, "the connection was broken off"));
    if (!may_go_on(error)) return hear_the_end();
    when_ready(error, [](Pipe& self) { self.carry_in(); });
}

/// RFC 5626 section 4.4.1: alone it answers a ping of ours, if there was one.
void Pipe::note_line_end() {
    ++pongs_;
    if (pongs_due_ == 0) return void(unasked_ = true);
    --pongs_due_;
}

/// Once nobody listens inside any more it is thrown away: unread, it would take our last words along.
void Pipe::pass_on(std::size_t size) {
    silent_ = false;
    if (std::string_view(in_.data(), size) == "\r\n") note_line_end();
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
    spoke_ = true;
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
    next_ping_.cancel();
    open_ = {};
    judge_ = {};
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
