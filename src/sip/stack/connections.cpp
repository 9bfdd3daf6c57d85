#include "sip/stack/connections.hpp"

#include <sys/resource.h>

#include <algorithm>

#include "words/networks.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr auto still_new = 2s;  ///< an office whose phones all connect at once has proved itself by then
constexpr std::size_t spared_files = 100;
constexpr std::size_t least = 64;

}  // namespace

ConnectionLimits limits_for(std::size_t max_calls) {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return {};
    const auto limit = static_cast<std::size_t>(std::min<rlim_t>(files.rlim_cur, 1 << 20));
    // With a limit that doesn't even suffice for the calls, strangers get a quarter.
    const auto spared = std::min(2 * max_calls + spared_files, limit - limit / 4);
    ConnectionLimits limits;
    limits.total = std::max(least, limit - spared);
    return limits;
}

bool Connections::accepted(const AcceptedSocket& socket, const Address& peer, Instant now) {
    const Key key{peer.ip, peer.port};
    forget(key);  // its end wasn't told to us, either
    if (trusts_(peer.ip)) return true;
    const auto source = source_of(peer.ip);
    if (!room_for(source, now)) {
        crowded_(peer);
        return false;
    }
    strangers_[key] = {socket, source, now};
    by_heard_.insert({now, key});
    of_source_[source].insert({now, key});
    return true;
}

/// Makes room by ending the one of this source, or of all, that was heard longest ago.
bool Connections::room_for(const std::string& source, Instant now) {
    const auto of_this = of_source_.find(source);
    if (of_this != of_source_.end() && of_this->second.size() >= limits_.per_source) {
        const auto [heard, oldest] = *of_this->second.begin();
        if (now - heard < still_new) return of_this->second.size() < 10 * limits_.per_source;
        crowded_({oldest.first, oldest.second});
        end(oldest);
    }
    while (!by_heard_.empty() && by_heard_.size() >= limits_.total) {
        const auto oldest = by_heard_.begin()->second;
        crowded_({oldest.first, oldest.second});
        end(oldest);
    }
    return true;
}

void Connections::heard(const Address& peer, Instant now) {
    const Key key{peer.ip, peer.port};
    const auto found = strangers_.find(key);
    if (found == strangers_.end()) return;
    auto stranger = found->second;
    forget(key);
    stranger.heard = now;
    by_heard_.insert({now, key});
    of_source_[stranger.source].insert({now, key});
    strangers_[key] = std::move(stranger);
}

void Connections::proved(const Address& peer) { forget({peer.ip, peer.port}); }

void Connections::forget(const Key& key) {
    const auto found = strangers_.find(key);
    if (found == strangers_.end()) return;
    const auto& stranger = found->second;
    by_heard_.erase({stranger.heard, key});
    const auto of_this = of_source_.find(stranger.source);
    of_this->second.erase({stranger.heard, key});
    if (of_this->second.empty()) of_source_.erase(of_this);
    strangers_.erase(found);
}

void Connections::end(const Key& key) {
    const auto socket = strangers_.at(key).socket;
    forget(key);
    ++ended_;
    end_(socket);
}

void Connections::expire(Instant now) {
    while (!by_heard_.empty() && by_heard_.begin()->first + limits_.patience <= now) {
        const auto key = by_heard_.begin()->second;  // the set is about to change
        end(key);
    }
}

std::optional<Instant> Connections::next_deadline() const {
    if (by_heard_.empty()) return {};
    return by_heard_.begin()->first + limits_.patience;
}

}  // namespace layby::sip
