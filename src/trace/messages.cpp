#include "trace/messages.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <unordered_set>

namespace layby::trace {
namespace {

using Pages = std::vector<std::shared_ptr<const Page>>;

template <class Visit>
void for_each_entry(const Pages& pages, Visit visit) {
    for (const auto& page : pages) for_each_entry(*page, visit);
}

using Ties = std::multimap<LegId, LegId>;

/// A leg and all that are tied to it, directly or by others.
std::set<LegId> legs_around(LegId leg, const Ties& ties) {
    std::set<LegId> found{leg};
    for (std::vector<LegId> left{leg}; !left.empty();) {
        const auto [begin, end] = ties.equal_range(left.back());
        left.pop_back();
        for (auto tie = begin; tie != end; ++tie)
            if (found.insert(tie->second).second) left.push_back(tie->second);
    }
    return found;
}

using CallIds = std::set<std::string, std::less<>>;

CallIds call_ids_of(LegId call, const Pages& pages) {
    Ties ties;
    for_each_entry(pages, [&](const Entry& entry) {
        if (entry.mark.kind != Mark::Kind::tie) return;
        ties.insert({entry.mark.one, entry.mark.other});
        ties.insert({entry.mark.other, entry.mark.one});
    });
    const auto legs = legs_around(call, ties);
    CallIds out;
    for_each_entry(pages, [&](const Entry& entry) {
        if (entry.mark.kind == Mark::Kind::leg && legs.contains(entry.mark.one)) out.emplace(entry.text);
    });
    return out;
}

bool is_part_of_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("-_.!~*+%").find(c) != std::string_view::npos;
}

bool is_at(const RawAddress& raw, const std::string& wanted) {
    const auto address = address_of(raw);
    return wanted == address.ip || wanted == '[' + address.ip + ']' || wanted == text_of(address);
}

/// The same message, to or from the same place.
void mark_repeated(std::vector<Message>& messages) {
    std::unordered_set<std::string> seen;
    for (auto& one : messages) {
        auto key = text_of(one.remote) + (one.direction == Direction::sent ? '>' : '<') + one.text;
        one.again = !seen.insert(std::move(key)).second;
    }
}

std::string_view header(std::string_view message, std::string_view name) {
    const auto found =
        std::search(message.begin(), message.end(), name.begin(), name.end(),
                    [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
    const auto at = static_cast<std::size_t>(found - message.begin());
    return found == message.end() ? std::string_view{} : first_line(message.substr(at + name.size()));
}

Message message_of(const Entry& entry) {
    auto out = message_of(entry.mark.passage, entry.text);
    out.number = entry.mark.number;
    out.call_id = entry.call_id();
    return out;
}

}  // namespace

Message message_of(const Passage& passage, std::string_view text) {
    return {.number = 0,
            .at = std::chrono::system_clock::time_point(std::chrono::microseconds(passage.wall_us)),
            .direction = passage.direction,
            .transport = passage.transport,
            .local = address_of(passage.local),
            .remote = address_of(passage.remote),
            .again = false,
            .call_id = {},
            .text = std::string(text)};
}

bool names(std::string_view message, const std::string& user) {
    for (auto at = message.find(user); at != std::string_view::npos; at = message.find(user, at + 1)) {
        const auto end = at + user.size();
        const bool begins = at > 0 && (message[at - 1] == ':' || message[at - 1] == '"');
        if (begins && (end == message.size() || !is_part_of_name(message[end]))) return true;
    }
    return false;
}

std::vector<Message> messages(const Tape& tape, const Wanted& wanted, Instant now) {
    const auto pages = tape.pages();
    const auto keep = tape.limits().keep;
    const auto of_call = wanted.call ? call_ids_of(wanted.call, pages) : CallIds{};
    std::vector<Message> out;
    for_each_entry(pages, [&](const Entry& entry) {
        const auto& mark = entry.mark;
        const bool meant = mark.kind == Mark::Kind::message && mark.number > wanted.after &&
                           mark.passage.at + keep > now &&
                           (!wanted.call || of_call.contains(entry.call_id())) &&
                           (wanted.call_id.empty() || wanted.call_id == entry.call_id()) &&
                           (wanted.address.empty() || is_at(mark.passage.remote, wanted.address)) &&
                           (wanted.user.empty() || names(entry.text, wanted.user));
        if (meant) out.push_back(message_of(entry));
    });
    mark_repeated(out);
    if (out.size() > wanted.most)
        out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(wanted.most));
    return out;
}

std::string_view first_line(std::string_view message) {
    return message.substr(0, std::min(message.find_first_of("\r\n"), message.size()));
}

std::string what_is(std::string_view message) {
    message.remove_prefix(std::min(message.find_first_not_of("\r\n"), message.size()));
    const auto line = first_line(message);
    if (!line.starts_with("SIP/2.0 ")) return std::string(line.substr(0, line.find(' ')));
    auto cseq = header(message, "\ncseq:");
    cseq = cseq.substr(std::min(cseq.find_first_not_of(" \t0123456789"), cseq.size()));
    return std::string(line.substr(8)) + (cseq.empty() ? "" : " (" + std::string(cseq) + ")");
}

std::string text_of(const Address& address) {
    const bool v6 = address.ip.find(':') != std::string::npos;
    return (v6 ? "[" + address.ip + "]" : address.ip) + ":" + std::to_string(address.port);
}

Address address_of(const RawAddress& raw) {
    char text[INET6_ADDRSTRLEN]{};
    inet_ntop(raw.v6 ? AF_INET6 : AF_INET, raw.ip.data(), text, sizeof text);
    return {text, raw.port};
}

}  // namespace layby::trace
