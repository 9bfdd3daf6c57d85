#include "edge/web_socket.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

#include "edge/sip_pieces.hpp"
#include "words/utf8.hpp"

namespace layby::edge {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

namespace {

constexpr std::uint32_t longest_request = 8 << 10;
/// One that is longer than what the stack takes is refused there by SIP; one much longer, here.
constexpr std::size_t longest_inwards = 128 << 10;
constexpr std::size_t longest_outwards = 256 << 10;
constexpr std::size_t kept_while_idle = 4 << 10;
constexpr std::size_t read_at_least = 4 << 10;
constexpr Duration to_finish = std::chrono::seconds(2);
constexpr std::string_view pong = "\r\n";

std::string_view bytes_of(const boost::beast::flat_buffer& buffer) {
    const auto data = buffer.cdata();
    return {static_cast<const char*>(data.data()), data.size()};
}

websocket::close_reason because(websocket::close_code code, const char* why) { return {code, why}; }

}  // namespace

WebSocket::WebSocket(Socket outside, const Address& peer, bool by_tls,
                     std::shared_ptr<const WebSocketHost> host, const Patience& patience)
    : outside_(WebStream(std::move(outside))),
      inside_(outside_.get_executor()),
      deadline_(outside_.get_executor()),
      peer_(peer),
      host_(std::move(host)),
      patience_(patience),
      by_tls_(by_tls) {
    outside_.set_option(websocket::stream_base::timeout{to_finish, 2 * patience.silence, true});
    outside_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
        response.set(http::field::sec_websocket_protocol, "sip");
        response.set(http::field::server, "layby");
    }));
    outside_.read_message_max(longest_inwards);
    outside_.auto_fragment(false);
}

WebSocket::~WebSocket() {
    tell_begun();
    host_->gone();
}

void WebSocket::tell_begun() {
    if (!std::exchange(begun_, true)) host_->begun(peer_);
}

void WebSocket::end_within(Duration time) {
    deadline_.expires_after(time);
    deadline_.async_wait([self = shared_from_this()](const Error& cancelled) {
        if (!cancelled) self->end();
    });
}

// -- how it begins

void WebSocket::start() {
    end_within(patience_.beginning);
    parser_.emplace();
    parser_->header_limit(longest_request);
    http::async_read(outside_.next_layer(), in_, *parser_,
                     [self = shared_from_this()](const Error& error, std::size_t) {
                         if (!self->ended_) self->requested(error);
                     });
}

void WebSocket::requested(const Error& error) {
    const bool closed = error == http::error::end_of_stream || error == asio::error::connection_reset;
    if (closed) return end();
    if (error == http::error::header_limit)
        return refuse_with({http::status::request_header_fields_too_large, "the header is too large"});
    if (error) return refuse_with({http::status::bad_request, "this is not a valid HTTP request"});
    if (in_.size() != 0)
        return refuse_with({http::status::bad_request, "nothing may be sent before the WebSocket is open"});
    upgrade(parser_->release());
}

void WebSocket::start(const UpgradeRequest& request) {
    end_within(patience_.beginning);
    upgrade(request);
}

void WebSocket::upgrade(const UpgradeRequest& request) {
    parser_.reset();
    if (const auto refusal = edge::refuse(request)) return refuse_with(*refusal);
    outside_.async_accept(request, [self = shared_from_this()](const Error& error) {
        if (self->ended_) return;
        error ? self->end() : self->read();
    });
}

void WebSocket::refuse_with(const UpgradeRefusal& refusal) {
    host_->refused(peer_, refusal.why);
    refusal_.emplace(refusal.status, 11);
    refusal_->set(http::field::server, "layby");
    refusal_->set(http::field::content_type, "text/plain; charset=utf-8");
    if (refusal.status == http::status::upgrade_required) {
        refusal_->set(http::field::upgrade, "websocket");
        refusal_->set(http::field::sec_websocket_version, "13");
    }
    if (refusal.status == http::status::method_not_allowed) refusal_->set(http::field::allow, "GET");
    refusal_->body() = refusal.why + '\n';
    refusal_->keep_alive(false);
    refusal_->prepare_payload();
    end_within(to_finish);
    http::async_write(outside_.next_layer(), *refusal_,
                      [self = shared_from_this()](const Error& error, std::size_t) {
                          if (self->ended_) return;
                          if (error) return self->end();
                          Error ignored;
                          self->outside_.next_layer().shutdown(Socket::shutdown_send, ignored);
                          self->discard();
                      });
}

/// Closed while something is unread, the kernel would take our last words along.
void WebSocket::discard() {
    in_.clear();
    outside_.next_layer().async_read_some(in_.prepare(kept_while_idle),
                                          [self = shared_from_this()](const Error& error, std::size_t) {
                                              if (self->ended_) return;
                                              error ? self->end() : self->discard();
                                          });
}

// -- inwards

void WebSocket::read() {
    outside_.async_read(in_, [self = shared_from_this()](const Error& error, std::size_t) {
        if (self->ended_) return;
        error ? self->hear_the_end(error) : self->take();
    });
}

/// What is said while we say goodbye is said to nobody.
void WebSocket::take() {
    const auto message = bytes_of(in_);
    const bool nothing = is_keep_alive(message) || said_goodbye_;
    if (is_ping(message)) answer_ping();
    auto whole = nothing ? std::nullopt : as_in_a_stream(message);
    if (!nothing && !whole) return drop(because(websocket::close_code::bad_payload, "not one SIP message"));
    in_.clear();
    if (in_.capacity() > kept_while_idle) in_.shrink_to_fit();
    if (nothing) return read();
    inwards_ = std::move(*whole);
    entered_ ? pass_on() : enter(inwards_);
}

void WebSocket::enter(std::string_view message) {
    tell_begun();
    const auto opened = [self = shared_from_this()](const Error& failed, Socket inside) {
        if (self->ended_) return;
        self->deadline_.cancel();
        if (failed) return self->drop(because(websocket::close_code::try_again_later, "try again later"));
        self->entered_ = true;
        self->inside_ = std::move(inside);
        self->inside_.non_blocking(true);
        self->pass_on();
        self->wait_for_more();
    };
    host_->open(peer_, by_tls_ || says_encrypted(message), opened);
}

/// Once nobody listens inside any more it is thrown away: unread, it would take our last words along.
void WebSocket::pass_on() {
    asio::async_write(inside_, asio::buffer(inwards_),
                      [self = shared_from_this()](const Error&, std::size_t) {
                          self->inwards_ = {};
                          if (!self->ended_) self->read();
                      });
}

// -- outwards

/// While there is nothing no memory is held for it. Once at a time; while something is being sent nothing is
/// read behind it, and who has sent it waits again.
void WebSocket::wait_for_more() {
    if (outwards_.empty()) outwards_ = {};
    if (std::exchange(waiting_, true)) return;
    inside_.async_wait(Socket::wait_read, [self = shared_from_this()](const Error& error) {
        self->waiting_ = false;
        if (self->ended_ || self->writing_) return;
        error ? self->say_goodbye(websocket::close_code::going_away) : self->gather();
    });
}

void WebSocket::gather() {
    Error error;
    const auto there = std::max(inside_.available(error), std::size_t{1});
    const auto before = outwards_.size();
    if (before >= longest_outwards)
        return drop(because(websocket::close_code::internal_error, "a message without end"));
    outwards_.resize(before + std::min(there, std::max(longest_outwards - before, read_at_least)));
    const auto size =
        inside_.read_some(asio::buffer(outwards_.data() + before, outwards_.size() - before), error);
    outwards_.resize(before + size);
    if (error == asio::error::would_block) return wait_for_more();
    error ? say_goodbye(websocket::close_code::going_away) : send();
}

/// One message; the next one when this one is on its way.
void WebSocket::send() {
    if (writing_) return;
    if (std::exchange(owes_pong_, false)) return answer_ping();
    outwards_.erase(0, between_messages(outwards_));
    sending_ = said_goodbye_ ? 0 : first_message(outwards_);
    if (sending_ == 0) return wait_for_more();
    writing_ = true;
    end_within(patience_.reading);
    const std::string_view message{outwards_.data(), sending_};
    outside_.text(is_utf8(message));
    outside_.async_write(asio::buffer(message), [self = shared_from_this()](const Error& error, std::size_t) {
        if (!self->ended_) self->sent(error);
    });
}

void WebSocket::sent(const Error& error) {
    writing_ = false;
    if (error) return hear_the_end(error);
    if (!heard_the_end_ && !said_goodbye_) deadline_.cancel();
    outwards_.erase(0, std::exchange(sending_, 0));
    send();
}

/// One at a time, and one for all that have come meanwhile.
void WebSocket::answer_ping() {
    if (writing_ || said_goodbye_) return void(owes_pong_ = !said_goodbye_);
    writing_ = true;
    if (entered_) end_within(patience_.reading);
    outside_.text(true);
    outside_.async_write(asio::buffer(pong), [self = shared_from_this()](const Error& error, std::size_t) {
        if (self->ended_) return;
        if (self->entered_) return self->sent(error);
        self->writing_ = false;
        if (std::exchange(self->owes_pong_, false)) self->answer_ping();
    });
}

// -- how it ends

void WebSocket::drop(websocket::close_reason why) {
    host_->refused(peer_, std::string(why.reason.c_str()));
    say_goodbye(why);
}

/// What it said last is still on its way inside: closed at once, the kernel would throw it away.
void WebSocket::hear_the_end(const Error& error) {
    if (error == websocket::error::message_too_big || error == websocket::condition::protocol_violation)
        host_->refused(peer_, error.message());
    if (said_goodbye_) return end();
    if (std::exchange(heard_the_end_, true)) return;
    end_within(to_finish);
    Error ignored;
    entered_ ? void(inside_.shutdown(Socket::shutdown_send, ignored)) : discard();
}

void WebSocket::say_goodbye(websocket::close_reason why) {
    if (heard_the_end_) return end();
    if (std::exchange(said_goodbye_, true)) return;
    end_within(to_finish);
    outside_.async_close(why, [self = shared_from_this()](const Error&) {
        if (!self->ended_) self->end();
    });
}

void WebSocket::end() {
    if (std::exchange(ended_, true)) return;
    deadline_.cancel();
    Error ignored;
    inside_.close(ignored);
    outside_.next_layer().close(ignored);
}

}  // namespace layby::edge
