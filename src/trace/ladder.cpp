#include "trace/ladder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace layby::trace {
namespace {

using namespace std::chrono;

constexpr std::size_t most_columns = 8;  ///< beside ours; who comes later shares the last one
constexpr std::size_t width = 32;        ///< from one line to the next
constexpr std::size_t margin = 32;       ///< for number, time and the time since the message before

std::string harmless(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if ((static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') || c == '\x7f') c = '?';
    return out;
}

std::string time_of(system_clock::time_point at) {
    const auto whole = floor<seconds>(at);
    const auto since_1970 = system_clock::to_time_t(whole);
    std::tm parts{};
    gmtime_r(&since_1970, &parts);
    char text[16];
    std::strftime(text, sizeof text, "%T", &parts);
    return fmt::format("{}.{:06}", text, duration_cast<microseconds>(at - whole).count());
}

/// Who stands where: the first of the others to the left of us, the rest to the right.
struct Columns {
    std::vector<std::string> others;

    explicit Columns(const std::vector<Message>& messages) {
        for (const auto& one : messages) {
            const auto name = text_of(one.remote);
            if (others.size() < most_columns && std::ranges::find(others, name) == others.end())
                others.push_back(name);
        }
    }
    std::size_t count() const { return others.size() + 1; }
    std::size_t ours() const { return others.empty() ? 0 : 1; }
    std::size_t of(const Message& message) const {
        const auto found = std::ranges::find(others, text_of(message.remote));
        const auto place =
            std::min<std::size_t>(static_cast<std::size_t>(found - others.begin()), others.size() - 1);
        return place == 0 ? 0 : place + 1;
    }
    std::string name(std::size_t column) const {
        if (column == ours()) return "Layby";
        return others[column == 0 ? 0 : column - 1];
    }
};

/// Writes over what is there.
void put(std::string& line, std::size_t at, std::string_view text) {
    if (line.size() < at + text.size()) line.resize(at + text.size(), ' ');
    line.replace(at, text.size(), text);
}

std::size_t place_of(std::size_t column) { return margin + width / 2 + column * width; }

std::string headline(const Columns& columns) {
    std::string line;
    for (std::size_t i = 0; i < columns.count(); ++i) {
        const auto name = columns.name(i);
        put(line, place_of(i) - std::min(name.size() / 2, width / 2 - 1), name);
    }
    return line + "\n";
}

/// What stands beside us, also when the arrow passes others.
std::string label_of(const Message& message) {
    constexpr auto room = width - 5;
    const auto* again = message.again ? ", again " : " ";
    const auto what = harmless(what_is(message.text));
    auto label = ' ' + what + again;
    const auto method = what.find('(');
    const bool answer = method != std::string::npos && what.size() > 3;
    if (label.size() > room && answer) label = ' ' + what.substr(0, 4) + what.substr(method) + again;
    return label.size() > room ? label.substr(0, room - 1) + ' ' : label;
}

std::string arrow_line(const Columns& columns, const Message& message) {
    std::string line;
    for (std::size_t i = 0; i < columns.count(); ++i) put(line, place_of(i), "|");
    const auto ours = place_of(columns.ours()), theirs = place_of(columns.of(message));
    const auto left = std::min(ours, theirs) + 1, size = std::max(ours, theirs) - left;
    auto arrow = std::string(size, '-');
    const bool to_the_right = (message.direction == Direction::sent) == (ours < theirs);
    (to_the_right ? arrow.back() : arrow.front()) = to_the_right ? '>' : '<';
    const auto label = label_of(message);
    const auto begin = ours < theirs ? 0 : size - (width - 1);
    put(arrow, begin + (width - 1 - label.size()) / 2, label);
    put(line, left, arrow);
    return line;
}

std::string since(const Message& message, const Message* before) {
    if (!before) return {};
    return fmt::format(
        "+{:.6f}", static_cast<double>(duration_cast<microseconds>(message.at - before->at).count()) / 1e6);
}

}  // namespace

std::string full_text(const Message& message) {
    const bool sent = message.direction == Direction::sent;
    std::string text;
    for (std::string_view rest = message.text; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        auto line = rest.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        text += harmless(line) + '\n';
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return fmt::format("{} {} over {}, at {}{}\n{}\n", sent ? "sent to" : "received from",
                       text_of(message.remote), name_of(message.transport), text_of(message.local),
                       message.again ? ", again" : "", text);
}

std::string ladder(const std::vector<Message>& messages) {
    if (messages.empty()) return "No SIP message is known.\n";
    const Columns columns(messages);
    auto out = headline(columns);
    const Message* before = nullptr;
    std::size_t place = 0;
    for (const auto& one : messages) {
        auto line = arrow_line(columns, one);
        put(line, 0, fmt::format("{:>3} {} {:>11}", ++place, time_of(one.at), since(one, before)));
        out += line + '\n';
        before = &one;
    }
    out += '\n';
    place = 0;
    for (const auto& one : messages)
        out += fmt::format("-- {}. {} {}", ++place, time_of(one.at), full_text(one));
    return out;
}

}  // namespace layby::trace
