#include "media/wire/sockets.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "media/wire/waiting.hpp"

namespace layby::media {
namespace {

constexpr std::uint64_t wake_tag = ~std::uint64_t{0};
std::uint64_t tag_of(Place place, Channel channel) {
    return std::uint64_t{place} << 1 | (channel == Channel::rtcp ? 1 : 0);
}

timespec to_timespec(Duration time) { return {time.count() / 1'000'000, (time.count() % 1'000'000) * 1000}; }

int checked(int fd, const char* what) {
    if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
    return fd;
}

void sleep_until(Instant when) {
    const timespec ts = to_timespec(when.time_since_epoch());
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, nullptr) == EINTR) {
    }
}

}  // namespace

std::optional<PortPair> PortPair::bound_to(const SocketAddress& near) {
    auto rtp = UdpSocket::bound_to(near);
    if (!rtp) return {};
    auto rtcp = UdpSocket::bound_to(near.with_port(static_cast<std::uint16_t>(near.port() + 1)));
    if (!rtcp) return {};
    return PortPair{std::move(*rtp), std::move(*rtcp), near.port()};
}

Sockets::Sockets()
    : epoll_(checked(epoll_create1(EPOLL_CLOEXEC), "epoll")),
      event_(checked(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")) {
    watch(event_, wake_tag);
}

Sockets::~Sockets() {
    ::close(event_);
    ::close(epoll_);
}

Instant Sockets::now() {
    timespec ts{};
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return Instant{std::chrono::seconds{ts.tv_sec} + Duration{ts.tv_nsec / 1000}};
}

void Sockets::watch(int fd, std::uint64_t tag) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = tag;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

void Sockets::add(Place place, PortPair pair) {
    if (pairs_.size() <= place) pairs_.resize(place + 1);
    watch(pair.rtp.fd(), tag_of(place, Channel::rtp));
    watch(pair.rtcp.fd(), tag_of(place, Channel::rtcp));
    pairs_[place] = std::move(pair);
}

std::uint16_t Sockets::remove(Place place) {
    const std::uint16_t port = pairs_[place]->port;
    pairs_[place].reset();
    return port;
}

void Sockets::send(Place leg, Channel channel, const SocketAddress& to, Bytes packet) {
    const auto& pair = pairs_[leg];
    (channel == Channel::rtp ? pair->rtp : pair->rtcp).send(to, packet);
}

void Sockets::wake() noexcept {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(event_, &one, sizeof one));
}

void Sockets::collect(std::optional<Instant> deadline) {
    std::array<epoll_event, most_in_a_look> events;
    const timespec rest =
        to_timespec(deadline ? std::max(*deadline - now(), Duration::zero()) : Duration::zero());
    const int n = epoll_pwait2(epoll_, events.data(), most_in_a_look, deadline ? &rest : nullptr, nullptr);
    for (int i = 0; i < n; ++i) {
        const std::uint64_t tag =
            events[static_cast<std::size_t>(i)].data.u64;  // packed: not to be referred to
        ready_.push_back(tag);
    }
}

void Sockets::wait(std::optional<Instant> deadline) {
    const Waiting plan = plan_waiting(ready_.size(), now(), deadline);
    ready_.clear();
    if (plan.nap_until) sleep_until(*plan.nap_until);
    collect(plan.wait_until);
}

void Sockets::receive_into(Core& core, Instant at) {
    SocketAddress from;
    for (const std::uint64_t tag : ready_) {
        if (tag == wake_tag) {
            std::uint64_t ignored{};
            static_cast<void>(!::read(event_, &ignored, sizeof ignored));
            continue;
        }
        const auto place = static_cast<Place>(tag >> 1);
        const auto& pair = *pairs_[place];
        const bool rtcp = (tag & 1) != 0;
        const auto bytes = (rtcp ? pair.rtcp : pair.rtp).receive(room_, from);
        if (bytes.empty()) continue;
        rtcp ? core.rtcp(place, from, bytes, at) : core.rtp(place, from, bytes, at);
    }
}

}  // namespace layby::media
