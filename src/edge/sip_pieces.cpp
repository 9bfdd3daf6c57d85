#include "edge/sip_pieces.hpp"

#include <algorithm>
#include <charconv>

#include "words/spelling.hpp"

namespace layby::edge {
namespace {

constexpr auto line_ends = std::string_view{"\r\n"};
constexpr auto blanks = std::string_view{" \t\r\n"};

/// How long the line end is that begins the text; 0: none does. The stack takes a lone CR for one, too.
std::size_t line_end(std::string_view text) {
    if (text.starts_with("\r\n")) return 2;
    return text.empty() || line_ends.find(text.front()) == std::string_view::npos ? 0 : 1;
}

std::string_view stripped(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

struct Field {
    std::string_view name, value;
};

/// The first line of what is left, with those that begin with a blank. None: it doesn't end.
std::optional<std::string_view> next_line(std::string_view& rest) {
    for (std::size_t at = 0;;) {
        at = rest.find_first_of(line_ends, at);
        if (at == std::string_view::npos) return {};
        const auto behind = at + line_end(rest.substr(at));
        const bool goes_on = behind < rest.size() && (rest[behind] == ' ' || rest[behind] == '\t');
        if (goes_on) {
            at = behind;
            continue;
        }
        const auto line = rest.substr(0, at);
        rest.remove_prefix(behind);
        return line;
    }
}

Field field_of(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return {};
    return {stripped(line.substr(0, colon)), stripped(line.substr(colon + 1))};
}

bool is_named(const Field& field, std::string_view name, std::string_view letter) {
    const auto lower = lower_case(field.name);
    return lower == name || lower == letter;
}

/// What is said about where a message ends.
struct Head {
    std::size_t size{};        ///< with the empty line
    std::size_t empty_line{};  ///< where it begins
    std::optional<std::size_t> length;
    bool at_odds{};  ///< several lengths, or one that is no number
};

void read_length(const Field& field, Head& head) {
    std::size_t length{};
    const auto* end = field.value.data() + field.value.size();
    const auto [last, error] = std::from_chars(field.value.data(), end, length);
    const bool number = error == std::errc{} && last == end;
    if (!number || (head.length && head.length != length)) head.at_odds = true;
    head.length = length;
}

/// None: it doesn't end.
std::optional<Head> head_of(std::string_view text) {
    Head head;
    auto rest = text.substr(between_messages(text));
    while (true) {
        const auto empty = line_end(rest);
        if (empty != 0) {
            head.empty_line = text.size() - rest.size();
            head.size = head.empty_line + empty;
            return head;
        }
        const auto line = next_line(rest);
        if (!line) return {};
        const auto field = field_of(*line);
        if (is_named(field, "content-length", "l")) read_length(field, head);
    }
}

}  // namespace

bool is_keep_alive(std::string_view message) {
    return message.find_first_not_of(line_ends) == std::string_view::npos;
}

bool is_ping(std::string_view message) { return message == "\r\n\r\n"; }

std::size_t between_messages(std::string_view stream) {
    return std::min(stream.find_first_not_of(line_ends), stream.size());
}

std::optional<std::string> as_in_a_stream(std::string_view message) {
    const auto head = head_of(message);
    if (!head || head->at_odds) return {};
    const auto body = message.size() - head->size;
    if (head->length) {
        if (*head->length > body) return {};
        return std::string(message.substr(0, head->size + *head->length));
    }
    auto out = std::string(message.substr(0, head->empty_line));
    out += "Content-Length: " + std::to_string(body) + "\r\n\r\n";
    return out.append(message.substr(head->size));
}

std::size_t first_message(std::string_view stream) {
    const auto head = head_of(stream);
    const bool cut = head && head->size == stream.size() && stream.back() == '\r';  // LF may follow
    if (!head || cut) return 0;
    const auto length = head->length.value_or(0);
    return length <= stream.size() - head->size ? head->size + length : 0;
}

bool says_encrypted(std::string_view message) {
    auto rest = message.substr(between_messages(message));
    while (line_end(rest) == 0) {
        const auto line = next_line(rest);
        if (!line) return false;
        const auto field = field_of(*line);
        if (!is_named(field, "via", "v")) continue;
        const auto slash = field.value.find('/', field.value.find('/') + 1);
        if (slash == std::string_view::npos) return false;
        const auto transport = stripped(field.value.substr(slash + 1));
        return lower_case(transport.substr(0, transport.find_first_of(blanks))) == "wss";
    }
    return false;
}

}  // namespace layby::edge
