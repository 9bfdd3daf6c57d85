#include "simulation/world/ladder.hpp"

#include <fmt/format.h>

#include "world/sip_message.hpp"

namespace layby::simulation {
namespace {

constexpr std::size_t most_lines = 20'000;

std::string clock_of(Instant at) {
    const auto ms = at.time_since_epoch() / 1ms;
    return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000 % 24, ms / 60'000 % 60, ms / 1000 % 60,
                       ms % 1000);
}

std::string tail_of(const std::string& call_id) {
    const auto name = call_id.substr(0, call_id.find('@'));
    return name.size() <= 6 ? name : name.substr(name.size() - 6);
}

}  // namespace

void Ladder::message(const std::string& from, const std::string& to, const std::string& text,
                     const std::string& fate) {
    const auto message = tests::SipMessage::parse(text);
    ++messages_;
    mix(text);
    auto first = message.start;
    if (!message.is_request()) first += " (" + message.header("CSeq") + ")";
    if (whole_messages) first += "\n" + text;
    add({now(), from, to, first, message.header("Call-ID"), fate});
}

void Ladder::note(const std::string& text) { add({now(), {}, {}, text, {}, {}}); }

void Ladder::add(Line line) {
    mix(fmt::format("{} {} {} {} {}", line.at.time_since_epoch().count(), line.from, line.to, line.text,
                    line.fate));
    lines_.push_back(std::move(line));
    if (lines_.size() > most_lines) lines_.pop_front();
}

/// FNV-1a.
void Ladder::mix(const std::string& text) {
    for (const char c : text)
        fingerprint_ = (fingerprint_ ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
}

std::string Ladder::text_about(const std::string& words) const {
    std::set<std::string> named;
    for (const auto& line : lines_)
        if (!line.call_id.empty() && words.find(line.call_id) != std::string::npos)
            named.insert(line.call_id);
    return text(named);
}

std::string Ladder::text(const std::set<std::string>& call_ids) const {
    std::string out;
    for (const auto& line : lines_) {
        if (line.from.empty()) {
            out += fmt::format("{}  -- {}\n", clock_of(line.at), line.text);
            continue;
        }
        if (!call_ids.empty() && !call_ids.contains(line.call_id)) continue;
        out += fmt::format("{}  {:>7} -> {:<7} {}  [{}]{}\n", clock_of(line.at), line.from, line.to,
                           line.text, tail_of(line.call_id), line.fate.empty() ? "" : "  " + line.fate);
    }
    return out;
}

}  // namespace layby::simulation
