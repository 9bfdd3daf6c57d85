#include "console/event_stream.hpp"

#include <boost/asio/buffer.hpp>
#include <utility>
#include <vector>

#include "console/http_date.hpp"

namespace layby::console {

namespace asio = boost::asio;

namespace {

/// A browser comes back after so long by itself (the field "retry").
std::shared_ptr<const std::string> head() {
    return std::make_shared<const std::string>(
        "HTTP/1.1 200 OK\r\nServer: layby\r\nDate: " + http_date() +
        "\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\nretry: "
        "1000\n\n");
}

const auto sign_of_life = std::make_shared<const std::string>(": here\n\n");

constexpr std::size_t bytes_at_once = 64 * 1024;

}  // namespace

void Listeners::wake() const {
    for (auto* one : std::vector(here.begin(), here.end()))
        if (const auto alive = one->weak_from_this().lock()) alive->wake();
}

void Listeners::end() const {
    for (auto* one : std::vector(here.begin(), here.end()))
        if (const auto alive = one->weak_from_this().lock()) alive->close();
}

void Listeners::end(const std::function<bool(const std::string& key)>& over) const {
    for (auto* one : std::vector(here.begin(), here.end()))
        if (const auto alive = one->weak_from_this().lock(); alive && over(alive->key())) alive->close();
}

std::set<std::string> Listeners::keys() const {
    std::set<std::string> out;
    for (const auto* one : here) out.insert(one->key());
    return out;
}

EventStream::EventStream(Socket socket, const Limits& limits, std::shared_ptr<Listeners> listeners,
                         Answer::Listen wanted)
    : socket_(std::move(socket)),
      limits_(limits),
      listeners_(std::move(listeners)),
      wanted_(std::move(wanted)),
      timer_(socket_.get_executor()) {
    listeners_->here.insert(this);
}

EventStream::~EventStream() { listeners_->here.erase(this); }

void EventStream::begin() {
    has_ = wanted_.after;
    notice_end();
    write(head());
}

/// Nothing is said any more: what comes now can only be the end.
void EventStream::notice_end() {
    socket_.async_read_some(asio::buffer(ignored_),
                            [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                                error ? self->close() : self->notice_end();
                            });
}

void EventStream::wake() {
    if (text_ || !socket_.is_open() || !wanted_.feed->ready()) return;
    auto next = wanted_.feed->after(has_, wanted_.trunks);
    has_ = next.last;
    if (next.text) write(std::move(next.text));
}

void EventStream::write(std::shared_ptr<const std::string> text) {
    text_ = std::move(text);
    sent_ = 0;
    write_rest();
}

/// Each part has its time: a listener that takes nothing is let go.
void EventStream::write_rest() {
    timer_.expires_after(limits_.request);
    timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const auto self = weak.lock();
        if (!error && self) self->close();
    });
    const auto rest = std::min(text_->size() - sent_, bytes_at_once);
    socket_.async_write_some(asio::buffer(text_->data() + sent_, rest),
                             [self = shared_from_this()](boost::system::error_code error, std::size_t bytes) {
                                 self->on_written(error, bytes);
                             });
}

void EventStream::on_written(boost::system::error_code error, std::size_t bytes) {
    if (error || !socket_.is_open()) return close();
    sent_ += bytes;
    if (sent_ < text_->size()) return write_rest();
    text_.reset();
    wait();
    wake();
}

void EventStream::wait() {
    timer_.expires_after(limits_.silence);
    timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const auto self = weak.lock();
        if (!error && self && !self->text_) self->write(sign_of_life);
    });
}

void EventStream::close() {
    boost::system::error_code ignored;
    timer_.cancel();
    socket_.shutdown(Socket::shutdown_both, ignored);
    socket_.close(ignored);
}

}  // namespace layby::console
