#include "media/wire/sockets.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "media/wire/clock.hpp"
#include "media/wire/waiting.hpp"
#include "runtime/check.hpp"

namespace layby::media {
namespace {

constexpr std::uint64_t wake_tag = ~std::uint64_t{0};
std::uint64_t tag_of(Place place, Channel channel) {
    return std::uint64_t{place} << 1 | (channel == Channel::rtcp ? 1 : 0);
}

int checked(int fd, const char* what) {
    if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
    return fd;
}

}  // namespace

Sockets::Sockets(std::uint16_t first_port, std::uint16_t last_port, std::unique_ptr<KernelSieve> sieve,
                 std::unique_ptr<RawSender> raw)
    : lines_(first_port, last_port),
      sieve_(std::move(sieve)),
      raw_(std::move(raw)),
      epoll_(checked(epoll_create1(EPOLL_CLOEXEC), "epoll")),
      event_(checked(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")) {
    watch(event_, wake_tag);
}

Sockets::~Sockets() {
    ::close(event_);
    ::close(epoll_);
}

void Sockets::watch(int fd, std::uint64_t tag) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = tag;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

void Sockets::take_over() {
    if (!CHECK(media_.is_ours())) return;
    lines_.take_opened(opened_);
    for (auto& [place, pair] : opened_) {
        if (pairs_.size() <= place) pairs_.resize(place + 1);
        watch(pair.rtp.fd(), tag_of(place, Channel::rtp));
        watch(pair.rtcp.fd(), tag_of(place, Channel::rtcp));
        if (sieve_) sieve_->attach(place, pair.rtp.fd(), pair.port());
        if (raw_) raw_->add(place, pair.local);
        pairs_[place] = std::move(pair);
    }
    opened_.clear();
}

void Sockets::close(Place place) {
    if (!CHECK(media_.is_ours()) || !CHECK(place < pairs_.size() && pairs_[place])) return;
    const std::uint16_t port = pairs_[place]->port();
    if (sieve_) sieve_->detach(place);
    if (raw_) raw_->remove(place);
    pairs_[place].reset();
    lines_.give_back(place, port);
}

void Sockets::send(const Batch& packets) {
    for (const auto& packet : packets.packets())
        if (!raw_ || !raw_->takes(packet)) send_itself(packet);
    if (!raw_) return;
    refused_.clear();
    raw_->send(packets, refused_);
    for (const auto* packet : refused_) send_itself(*packet);
}

void Sockets::send_itself(const Batch::Packet& packet) {
    const auto& pair = pairs_[packet.place];
    (packet.channel == Channel::rtp ? pair->rtp : pair->rtcp).send(packet.peer, packet.bytes);
}

void Sockets::wake() noexcept {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(event_, &one, sizeof one));
}

void Sockets::collect(std::optional<Instant> deadline) {
    std::array<epoll_event, most_in_a_look> events;
    const timespec rest = until(deadline);
    const int n = epoll_pwait2(epoll_, events.data(), most_in_a_look, deadline ? &rest : nullptr, nullptr);
    for (int i = 0; i < n; ++i) {
        const std::uint64_t tag =
            events[static_cast<std::size_t>(i)].data.u64;  // packed: not to be referred to
        ready_.push_back(tag);
    }
}

void Sockets::wait(std::optional<Instant> deadline) {
    const Waiting plan = plan_waiting(ready_.size(), clock_now(), deadline);
    ready_.clear();
    next_ = 0;
    if (plan.nap_until) sleep_until(*plan.nap_until);
    collect(plan.wait_until);
}

bool Sockets::receive(Batch& into) {
    for (; next_ < ready_.size(); ++next_) {
        if (into.full()) return true;
        receive_one(ready_[next_], into);
    }
    return false;
}

void Sockets::receive_one(std::uint64_t tag, Batch& into) {
    if (tag == wake_tag) return forget_wakes();
    const auto place = static_cast<Place>(tag >> 1);
    const auto channel = (tag & 1) != 0 ? Channel::rtcp : Channel::rtp;
    const auto& pair = *pairs_[place];
    SocketAddress from;
    const auto bytes = (channel == Channel::rtp ? pair.rtp : pair.rtcp).receive(into.room(), from);
    if (!bytes.empty()) into.add(place, channel, from, bytes.size());
}

void Sockets::forget_wakes() {
    std::uint64_t ignored{};
    static_cast<void>(!::read(event_, &ignored, sizeof ignored));
}

}  // namespace layby::media
