#include "console/connection.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <utility>

#include "console/event_socket.hpp"
#include "console/http_date.hpp"
#include "console/pages.hpp"
#include "console/server_sent_events.hpp"

namespace layby::console {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

/// For how long a client that was refused may go on sending.
constexpr auto lingering = std::chrono::seconds(2);

std::string plain(beast::string_view view) { return {view.data(), view.size()}; }

/// Empty when there is no such field. What can't be one ETag is none.
std::string match_of(const http::request<http::string_body>& message) {
    const auto fields = message.count(http::field::if_match);
    if (fields == 0) return {};
    const auto value = plain(message[http::field::if_match]);
    return fields > 1 || value.empty() ? "?" : value;
}

/// All fields of that name as one list (RFC 9110 section 5.3): a proxy may add a line of its own.
std::string joined(const http::request<http::string_body>& message, const char* name) {
    std::string all;
    for (const auto& field : message)
        if (beast::iequals(field.name_string(), name))
            all += (all.empty() ? "" : ", ") + plain(field.value());
    return all;
}

/// Of two nobody knows which the proxy has set.
std::string only(const http::request<http::string_body>& message, const char* name) {
    return message.count(name) > 1 ? "?" : plain(message[name]);
}

/// Several are one that can't be right.
std::optional<std::string> idempotency_key_of(const http::request<http::string_body>& message) {
    constexpr const char* name = "Idempotency-Key";
    if (message.count(name) == 0) return {};
    return message.count(name) == 1 ? plain(message[name]) : std::string{};
}

Request request_from(const http::request<http::string_body>& message, const Visitor& visitor) {
    const bool head = message.method() == http::verb::head;
    const bool one_host = message.count(http::field::host) == 1;
    return {.method = head ? "GET" : plain(message.method_string()),
            .target = plain(message.target()),
            .host = one_host ? plain(message[http::field::host]) : std::string{},
            .origin = plain(message[http::field::origin]),
            .upgrade = plain(message[http::field::upgrade]),
            .fetch_site = plain(message["Sec-Fetch-Site"]),
            .content_type = plain(message[http::field::content_type]),
            .accept = plain(message[http::field::accept]),
            .authorization = plain(message[http::field::authorization]),
            .cookie = plain(message[http::field::cookie]),
            .csrf_token = plain(message["X-CSRF-Token"]),
            .forwarded_for = joined(message, "X-Forwarded-For"),
            .forwarded_user = only(message, "X-Forwarded-User"),
            .by_tls = visitor.tls,
            .idempotency_key = idempotency_key_of(message),
            .if_match = match_of(message),
            .if_none_match = plain(message[http::field::if_none_match]),
            .last_event_id = plain(message["Last-Event-ID"]),
            .body = message.body(),
            .visitor = visitor};
}

Answer malformed(const beast::error_code& error) {
    if (error == http::error::body_limit) return refusal(413, "body_too_large", "the body is too large");
    if (error == http::error::header_limit)
        return refusal(431, "header_too_large", "the header is too large");
    return refusal(400, "bad_request", "this is not a valid HTTP request");
}

Answer too_late() { return refusal(503, "no_answer", "the switchboard did not answer in time; try again"); }

Answer too_many_listeners() {
    return refusal(503, "too_many_listeners", "too many are listening to the live feed already");
}

Answer ending() { return refusal(503, "ending", "the server has ended"); }

std::string type_of(const Answer& answer) {
    if (!answer.type.empty()) return answer.type;
    return answer.status >= 400 ? "application/problem+json" : "application/json";
}

/// An error of the parser, as opposed to one of the network.
bool is_malformed(const beast::error_code& error) {
    return error.category() == http::make_error_code(http::error::bad_method).category() &&
           error != http::error::end_of_stream && error != http::error::partial_message;
}

}  // namespace

Connection::Connection(Socket socket, Visitor visitor, const Room& room, std::shared_ptr<Crowd> crowd)
    : stream_(std::move(socket)),
      visitor_(std::move(visitor)),
      patience_(stream_.get_executor()),
      room_(room),
      limits_(room.limits),
      crowd_(std::move(crowd)) {
    crowd_->here.insert(this);
}

Connection::~Connection() {
    crowd_->here.erase(this);
    crowd_->large -= large_ ? 1 : 0;
}

void Connection::read() {
    crowd_->large -= std::exchange(large_, false) ? 1 : 0;
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser_->body_limit(limits_.large_body_bytes);
    stream_.expires_after(limits_.request);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, std::size_t) { self->on_head(error); });
}

void Connection::on_head(beast::error_code error) {
    if (error) return refuse_malformed(error);
    if (!takes_body()) return refuse_malformed(http::error::body_limit);
    if (!beast::iequals(parser_->get()[http::field::expect], "100-continue")) return read_body();
    interim_ = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(interim_),
                      [self = shared_from_this()](beast::error_code failed, std::size_t) {
                          if (!failed) self->read_body();
                      });
}

bool Connection::takes_body() {
    const auto length = parser_->content_length();
    if (length && *length <= limits_.body_bytes) return true;
    const auto& head = parser_->get();
    const auto asked = addressed(room_.sites, plain(head.target()));
    if (crowd_->large < limits_.large_bodies && asked.site &&
        asked.site->api().takes_much(plain(head.method_string()), asked.target)) {
        ++crowd_->large;
        large_ = true;
        return true;
    }
    parser_->body_limit(limits_.body_bytes);
    return !length;
}

void Connection::read_body() {
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, std::size_t) { self->on_request(error); });
}

void Connection::on_request(beast::error_code error) {
    if (error) return refuse_malformed(error);
    ask();
}

void Connection::refuse_malformed(beast::error_code error) {
    if (!is_malformed(error)) return close();
    write(malformed(error), false);
}

void Connection::ask() {
    stream_.expires_never();
    const auto question = ++question_;
    auto request = request_from(parser_->get(), visitor_);
    auto asked = addressed(room_.sites, request.target);
    site_ = asked.site;
    if (!site_) return answer(question, nothing_there());
    request.target = std::move(asked.target);
    request.base = std::move(asked.base);
    wait_for_answer(site_->api().is_slow(request) ? limits_.slow_answer : limits_.answer);
    if (const auto page = page_for(request)) return answer(question, *page);
    site_->api().handle(request, [weak = weak_from_this(), question](const Answer& given) {
        if (const auto self = weak.lock()) self->answer(question, given);
    });
}

void Connection::wait_for_answer(std::chrono::milliseconds most) {
    patience_.expires_after(most);
    patience_.async_wait([self = shared_from_this(), question = question_](beast::error_code error) {
        if (!error) self->answer(question, too_late());
    });
}

void Connection::answer(std::uint64_t question, const Answer& given) {
    if (question != question_) return;
    ++question_;
    patience_.cancel();
    if (given.delay.count() != 0) return write_later(given);
    if (given.listen) return listen(*given.listen);
    if (given.phone) return hand_over(*given.phone);
    write(given, parser_->get().keep_alive() && !crowd_->ending);
}

void Connection::write_later(const Answer& given) {
    patience_.expires_after(given.delay);
    patience_.async_wait([self = shared_from_this(), given](beast::error_code) {
        if (!self->crowd_->ending) self->write(given, self->parser_->get().keep_alive());
    });
}

/// The connection is no longer one for questions.
void Connection::listen(const Listen& wanted) {
    if (crowd_->ending) return write(ending(), false);
    if (parser_->get().method() == http::verb::head) {
        Answer head;
        head.type = "text/event-stream";
        return write(head, false);
    }
    // Whoever comes over TCP leaves room for who comes by a socket.
    const auto most = visitor_.trusted ? 2 * limits_.listeners : limits_.listeners;
    if (site_->listeners()->here.size() >= most) return write(too_many_listeners(), false);
    if (beast::websocket::is_upgrade(parser_->get())) return open_socket(wanted);
    std::make_shared<ServerSentEvents>(stream_.release_socket(), wanted, limits_, site_->listeners())
        ->begin();
}

void Connection::open_socket(const Listen& wanted) {
    if (speaks_early()) return;
    std::make_shared<EventSocket>(stream_.release_socket(), wanted, limits_, site_->listeners())
        ->begin(parser_->get());
}

/// Before it has heard that it may: refused.
bool Connection::speaks_early() {
    const bool early = buffer_.size() != 0 || !parser_->get().body().empty();
    if (early) write(refusal(400, "bad_request", "nothing may follow before the answer"), false);
    return early;
}

/// From here on it is the edge's, and nothing of it is ours.
void Connection::hand_over(const Answer::Phone& phone) {
    if (crowd_->ending) return write(ending(), false);
    if (speaks_early()) return;
    beast::error_code error;
    runtime::Descriptor socket(stream_.release_socket().release(error));
    if (error) return;
    site_->api().take_over({std::move(socket),
                            edge::UpgradeRequest(http::request_header<>(parser_->get().base())), phone.peer,
                            phone.by_tls});
}

void Connection::write(const Answer& given, bool keep_alive) {
    const auto& request = parser_->get();
    message_.emplace(static_cast<http::status>(given.status), request.version() == 10 ? 10 : 11);
    message_->set(http::field::server, "layby");
    message_->set(http::field::content_type, type_of(given));
    const bool page = !given.content_policy.empty();
    message_->set(http::field::date, http_date());
    message_->set(http::field::cache_control, page ? "no-cache" : "no-store");
    message_->set("X-Content-Type-Options", "nosniff");
    message_->set("Referrer-Policy", "no-referrer");
    if (page) message_->set("Content-Security-Policy", given.content_policy);
    if (!given.location.empty()) message_->set(http::field::location, given.location);
    if (!given.etag.empty()) message_->set(http::field::etag, given.etag);
    if (!given.allow.empty()) message_->set(http::field::allow, given.allow);
    if (given.status == 401)
        message_->set(http::field::www_authenticate, given.challenge.empty() ? "Bearer" : given.challenge);
    if (given.repeated) message_->set("Idempotent-Replayed", "true");
    if (!given.set_cookie.empty()) message_->set(http::field::set_cookie, given.set_cookie);
    const auto later = given.retry_after.count() != 0 ? given.retry_after.count()
                       : given.status == 503          ? 1
                                                      : 0;
    if (later != 0) message_->set(http::field::retry_after, std::to_string(later));
    message_->keep_alive(keep_alive);
    if (given.status != 304) message_->content_length(given.body.size());
    if (request.method() != http::verb::head) message_->body() = given.body;
    stream_.expires_after(limits_.request);
    writing_ = true;
    const bool whole = request.method() != http::verb::head;
    http::async_write(stream_, *message_,
                      [self = shared_from_this(), keep_alive, written = whole ? given.written : nullptr](
                          beast::error_code error, std::size_t) {
                          if (written && !error) written();
                          self->on_written(error, keep_alive);
                      });
}

void Connection::on_written(beast::error_code error, bool keep_alive) {
    writing_ = false;
    if (crowd_->ending) return stream_.close();
    if (error || !keep_alive) return close();
    read();
}

void Connection::end() {
    const bool waits = question_ % 2 == 1;
    if (waits) return answer(question_, ending());
    if (!writing_) stream_.close();
}

void Crowd::end() {
    ending = true;
    const auto all = here;
    for (auto* one : all)
        if (const auto alive = one->weak_from_this().lock()) alive->end();
}

void Connection::close() {
    beast::error_code ignored;
    stream_.socket().shutdown(Socket::shutdown_send, ignored);
    if (ignored) return;
    stream_.expires_after(lingering);
    discard();
}

/// Closing while the client still sends would reset the connection, and the client might never see why it was
/// refused (RFC 9112 section 9.6).
void Connection::discard() {
    stream_.async_read_some(asio::buffer(discarded_),
                            [self = shared_from_this()](beast::error_code error, std::size_t) {
                                if (!error) self->discard();
                            });
}

}  // namespace layby::console
