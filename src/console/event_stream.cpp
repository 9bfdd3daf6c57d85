#include "console/event_stream.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace layby::console {

namespace asio = boost::asio;

namespace {

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

EventStream::EventStream(asio::any_io_executor executor, Listen wanted, const Limits& limits,
                         std::shared_ptr<Listeners> listeners)
    : limits_(limits),
      listeners_(std::move(listeners)),
      wanted_(std::move(wanted)),
      timer_(std::move(executor)),
      has_(wanted_.after) {
    listeners_->here.insert(this);
}

EventStream::~EventStream() { listeners_->here.erase(this); }

void EventStream::wake() {
    if (text_ || !is_open() || !wanted_.feed->ready()) return;
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
    hurry();
    const auto rest = std::min(text_->size() - sent_, bytes_at_once);
    send(asio::buffer(text_->data() + sent_, rest), sent_ + rest == text_->size());
}

void EventStream::hurry() {
    timer_.expires_after(limits_.request);
    timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const auto self = weak.lock();
        if (!error && self) self->close();
    });
}

void EventStream::on_sent(boost::system::error_code error, std::size_t bytes) {
    if (error || !is_open()) return close();
    sent_ += bytes;
    if (sent_ < text_->size()) return write_rest();
    text_.reset();
    go_on();
}

void EventStream::go_on() {
    wait();
    wake();
}

void EventStream::shut(Socket& socket) {
    boost::system::error_code ignored;
    socket.shutdown(Socket::shutdown_both, ignored);
    socket.close(ignored);
}

void EventStream::wait() {
    timer_.expires_after(limits_.silence);
    timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const auto self = weak.lock();
        if (!error && self && !self->text_) self->write(sign_of_life);
    });
}

}  // namespace layby::console
