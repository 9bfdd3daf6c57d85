#include "tls/pipe.hpp"

#include <openssl/ssl.h>

#include <boost/asio/write.hpp>
#include <utility>

namespace layby::tls {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr auto to_finish = std::chrono::seconds(2);
constexpr auto to_say_goodbye = std::chrono::seconds(1);

/// asio frees the context that it is given.
asio::ssl::context shared(const Context& context) {
    SSL_CTX_up_ref(context.get());
    return asio::ssl::context(context.get());
}

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

}  // namespace

Pipe::Pipe(Socket socket, const Address& peer, std::uint16_t inside, Context context,
           std::shared_ptr<const PipeHost> host)
    : context_(std::move(context)),
      library_(shared(context_)),
      outside_(std::move(socket), library_),
      inside_(outside_.get_executor()),
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

void Pipe::start(Duration patience) {
    watch_over(outside_.next_layer());
    patience_.expires_after(patience);
    patience_.async_wait([self = shared_from_this()](const error_code& error) {
        if (error) return;
        self->timed_out_ = true;
        self->end();
    });
    outside_.async_handshake(
        asio::ssl::stream_base::server,
        [self = shared_from_this()](const error_code& error) { self->on_shaken(error); });
}

void Pipe::on_shaken(const error_code& error) {
    patience_.cancel();
    tell_shaken();
    if (ended_ && !timed_out_) return;
    if (!error && !timed_out_) return connect();
    host_->handshake_failed(peer_, timed_out_ ? "it took too long" : error.message());
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
    outside_.async_read_some(
        asio::buffer(in_), [self = shared_from_this()](const error_code& error, std::size_t size) {
            if (error) return self->hear_the_end();
            asio::async_write(
                self->inside_, asio::buffer(self->in_, size),
                [self](const error_code& failed, std::size_t) { failed ? self->end() : self->carry_in(); });
        });
}

void Pipe::carry_out() {
    inside_.async_read_some(
        asio::buffer(out_), [self = shared_from_this()](const error_code& error, std::size_t size) {
            if (error) return self->end();
            asio::async_write(
                self->outside_, asio::buffer(self->out_, size),
                [self](const error_code& failed, std::size_t) { failed ? self->end() : self->carry_out(); });
        });
}

/// What it said last is still on its way inside: closed at once, the kernel would throw it away.
void Pipe::hear_the_end() {
    if (ended_) return;
    error_code ignored;
    inside_.shutdown(Socket::shutdown_send, ignored);
    patience_.expires_after(to_finish);
    patience_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error) self->end();
    });
}

void Pipe::end() {
    if (std::exchange(ended_, true)) return;
    patience_.cancel();
    error_code ignored;
    inside_.close(ignored);
    if (!shaken_ || timed_out_) {
        outside_.next_layer().close(ignored);
        return;
    }
    say_goodbye();
}

/// close_notify, as RFC 8446 6.1 wants it; who doesn't answer isn't waited for.
void Pipe::say_goodbye() {
    outside_.next_layer().cancel();
    patience_.expires_after(to_say_goodbye);
    patience_.async_wait([self = shared_from_this()](const error_code&) {
        error_code ignored;
        self->outside_.next_layer().close(ignored);
    });
    outside_.async_shutdown([self = shared_from_this()](const error_code&) {
        self->patience_.cancel();
        error_code ignored;
        self->outside_.next_layer().close(ignored);
    });
}

}  // namespace layby::tls
