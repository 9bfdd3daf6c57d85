#include "sip/door/bans.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "sip/door/networks.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_remembered = 10000;
constexpr std::size_t free_failures = 3;  ///< a mistyped password costs no time
constexpr auto forgiven_after =
    30s;  ///< one failure each: a phone that retries with an old password isn't banned
constexpr auto first_ban = 60s;
constexpr auto longest_ban = 1h;
constexpr auto good_again_after = 24h;

}  // namespace

std::string source_of(const std::string& ip) {
    const auto address = address_of(ip);
    if (!address || address->is_v4()) return ip;
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(AF_INET6, address->masked(64).bytes.data(), text.data(), text.size());
    return std::string{text.data()} + "/64";
}

bool Bans::silences(const std::string& source, Instant now) const {
    const auto found = sources_.find(source);
    return found != sources_.end() && now < found->second.until;
}

void Bans::forgive(Source& source, Instant now) {
    const auto passed = now - std::max(source.last, source.until);
    const auto forgiven = static_cast<std::size_t>(std::max<std::int64_t>(0, passed / forgiven_after));
    source.failures -= std::min(source.failures, forgiven);
    if (passed > good_again_after) source.banned = 0;
}

std::optional<Duration> Bans::failed(const std::string& key, bool known, Instant now) {
    if (allowed_ == 0 || (!sources_.contains(key) && !make_room(now))) return {};
    auto& source = sources_[key];
    forgive(source, now);
    source.last = now;
    ++source.failures;
    if (source.failures < allowed_) {
        const auto pause = source.failures - std::min(source.failures, free_failures);
        source.until = now + std::chrono::seconds{pause};
        source.shut_out = false;
        return {};
    }
    const auto length = next_ban(source, known);
    ++source.banned;
    ++total_;
    source.failures = 0;
    source.until = now + length;
    source.shut_out = true;
    return length;
}

Duration Bans::next_ban(const Source& source, bool known) const {
    if (known) return first_ban;
    return std::min<Duration>(longest_ban, first_ban * (1 << std::min<std::size_t>(source.banned, 6)));
}

/// Those go first whose failures are forgiven, then all that aren't banned.
bool Bans::make_room(Instant now) {
    if (sources_.size() < most_remembered) return true;
    for (auto& [name, source] : sources_) forgive(source, now);
    std::erase_if(sources_,
                  [](const auto& one) { return one.second.failures == 0 && one.second.banned == 0; });
    if (sources_.size() >= most_remembered)
        std::erase_if(sources_, [&](const auto& one) { return now >= one.second.until; });
    return sources_.size() < most_remembered;
}

std::vector<Ban> Bans::list(Instant now) const {
    std::vector<Ban> all;
    for (const auto& [name, source] : sources_)
        if (source.shut_out && now < source.until) all.push_back({name, source.until - now, allowed_});
    std::sort(all.begin(), all.end(),
              [](const Ban& one, const Ban& other) { return one.source < other.source; });
    return all;
}

}  // namespace layby::sip
