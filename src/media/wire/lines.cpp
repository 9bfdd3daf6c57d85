#include "media/wire/lines.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "runtime/check.hpp"
#include "runtime/log.hpp"

namespace layby::media {
namespace {

/// How many ports that other programs have taken are skipped in one open(): another telephone system takes
/// them by the hundred, one after the other. Some 5 µs each.
constexpr int most_taken = 1000;

/// One in twenty, and at least a call's two, unless that is all there is.
std::size_t kept_of(std::size_t ports) { return std::min(std::max<std::size_t>(ports / 20, 2), ports / 4); }

}  // namespace

Lines::Lines(std::uint16_t first_port, std::uint16_t last_port)
    : pool_(first_port, last_port, [this] { return device_(); }), kept_(kept_of(pool_.free())) {}

std::optional<Net::Line> Lines::open(const SocketAddress& near, Net::For whom) {
    if (!CHECK(signalling_.is_ours())) return {};
    collect_released();
    if (whom == Net::For::anybody && pool_.free() <= kept_) {
        log::warn("no RTP port: the last {} are kept for who retrieves", pool_.free());
        return {};
    }
    auto pair = bind_any(near);
    if (!pair) return {};
    return settle(std::move(*pair));
}

std::optional<Net::Line> Lines::reopen(const SocketAddress& local) {
    if (!CHECK(signalling_.is_ours())) return {};
    collect_released();
    auto pair = bind_this(local);
    if (!pair) return {};
    return settle(std::move(*pair));
}

/// The port of a failed attempt rests for a while.
std::optional<PortPair> Lines::bind_any(const SocketAddress& near) {
    for (int i = 0; i < most_taken; ++i) {
        const auto port = pool_.take();
        if (!port) return log::warn("no RTP port: all of them are in use"), std::nullopt;
        auto pair = PortPair::bound_to(near.with_port(*port));
        if (pair) return pair;
        const int why = errno;
        pool_.give_back(*port);
        if (why == EADDRINUSE) continue;
        log::warn("no RTP port: {}", std::strerror(why));
        return {};
    }
    log::warn("no RTP port: other programs have the next {}", most_taken);
    return {};
}

std::optional<PortPair> Lines::bind_this(const SocketAddress& local) {
    if (!pool_.take(local.port())) return {};
    auto pair = PortPair::bound_to(local);
    if (pair) return pair;
    log::warn("RTP port {} can't be taken again: {}", local.port(), std::strerror(errno));
    pool_.give_back(local.port());
    return {};
}

Net::Line Lines::settle(PortPair pair) {
    const Net::Line line{free_place(), pair.port()};
    ++count_;
    opened_.put({line.place, std::move(pair)});
    return line;
}

Place Lines::free_place() {
    if (free_.empty()) return places_++;
    const Place place = free_.back();
    free_.pop_back();
    return place;
}

void Lines::give_back(Place place, std::uint16_t port) {
    released_.put({place, port});
    --count_;
}

void Lines::collect_released() {
    for (const auto& [place, port] : released_.take()) {
        free_.push_back(place);
        pool_.give_back(port);
    }
}

}  // namespace layby::media
