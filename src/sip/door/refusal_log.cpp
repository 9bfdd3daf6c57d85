#include "sip/door/refusal_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr auto pause = 1s;                 ///< between two lines about one source
constexpr std::size_t most_sources = 200;  ///< of which is known what is held back
constexpr std::size_t most_lines = 20;     ///< a second, of all sources
constexpr std::size_t longest = 100;

}  // namespace

std::string Sender::text() const {
    return fmt::format("{}:{}/{}", bracketed(address.ip), address.port, name_of(transport));
}

std::string for_log(std::string_view text) {
    auto out = printable_utf8(std::string{text.substr(0, 4 * longest)});
    std::size_t characters = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const bool begins = (static_cast<unsigned char>(out[i]) & 0xC0) != 0x80;
        if (begins && ++characters > longest) return out.substr(0, i) + "…";
    }
    return out;
}

void RefusalLog::note(const RefusedKind& kind, std::string_view who, const Sender& from, Instant now,
                      std::string_view what) {
    if (now - second_ >= pause) tell_rest(now);
    const auto known = sources_.find(from.address.ip);
    if (known == sources_.end() && sources_.size() >= most_sources) {
        ++rest_;
        return;
    }
    auto& source = known == sources_.end() ? sources_[from.address.ip] : known->second;
    add(source, kind, for_log(who), from, for_log(what));
    if (now >= source.silent_until) tell(source, now);
}

void RefusalLog::add(Source& source, const RefusedKind& kind, std::string who, const Sender& from,
                     std::string what) {
    const auto same = [&](const Held& held) { return held.kind == &kind; };
    auto found = std::find_if(source.held.begin(), source.held.end(), same);
    if (found == source.held.end()) found = source.held.insert(found, Held{&kind, who, {}, {}, 0, false});
    ++found->count;
    found->others = found->others || found->who != who;
    found->who = std::move(who);
    found->from = from.text();
    found->what = std::move(what);
}

/// One line, of what is held back longest.
bool RefusalLog::tell(Source& source, Instant now) {
    if (source.held.empty()) return false;
    const auto held = source.held.front();
    source.held.erase(source.held.begin());
    source.silent_until = now + pause;
    if (told_ >= most_lines) {
        rest_ += held.count;
        return true;
    }
    ++told_;
    const auto what = held.what.empty() ? std::string{} : fmt::format(" ({})", held.what);
    // The address comes last, so that no name can pretend to be one.
    const auto who = !held.kind->named ? std::string{} : held.who.empty() ? " nobody" : " " + held.who;
    sink_(fmt::format("{} {}{}{}{} from {}", held.count, held.count == 1 ? held.kind->one : held.kind->many,
                      who, held.others ? " and others" : "", what, held.from));
    return true;
}

void RefusalLog::tell_rest(Instant now) {
    second_ = now;
    told_ = 0;
    if (const auto rest = std::exchange(rest_, 0))
        sink_(fmt::format("{} more refusals, of many sources", rest));
}

void RefusalLog::expire(Instant now) {
    if (now - second_ >= pause) tell_rest(now);
    for (auto at = sources_.begin(); at != sources_.end();) {
        const bool due = now >= at->second.silent_until;
        const bool done = due && !tell(at->second, now);
        at = done ? sources_.erase(at) : std::next(at);
    }
}

std::optional<Instant> RefusalLog::next_deadline() const {
    if (sources_.empty() && rest_ == 0) return {};
    return second_ + pause;
}

}  // namespace layby::sip
