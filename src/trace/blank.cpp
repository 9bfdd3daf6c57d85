#include "trace/blank.hpp"

#include <algorithm>
#include <array>

#include "trace/blank_pins.hpp"

namespace layby::trace {
namespace {

constexpr std::string_view blanks = " \t", line_ends = "\r\n";
constexpr std::string_view sdp_blanks = " \t\v\f";  ///< that are passed over where a line of SDP begins

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_letters(std::string_view one, std::string_view in_lower_case) {
    return one.size() == in_lower_case.size() &&
           std::ranges::equal(one, in_lower_case, [](char a, char b) { return lower(a) == b; });
}

std::string_view::size_type find_letters(std::string_view text, std::string_view in_lower_case) {
    const auto found = std::search(text.begin(), text.end(), in_lower_case.begin(), in_lower_case.end(),
                                   [](char a, char b) { return lower(a) == b; });
    return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

/// Whether a line may begin one of the names that matter: most lines are copied without another look.
bool may_begin(std::string_view line, std::string_view letters) {
    return !line.empty() && letters.find(lower(line.front())) != std::string_view::npos;
}

std::string_view trimmed_end(std::string_view text) {
    const auto last = text.find_last_not_of(blanks);
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::string_view trimmed_begin(std::string_view text) {
    return text.substr(std::min(text.find_first_not_of(blanks), text.size()));
}

/// The name of a header; empty: the line is none.
std::string_view name_in(std::string_view line) {
    const auto colon = line.find(':');
    return colon == std::string_view::npos ? std::string_view{} : trimmed_end(line.substr(0, colon));
}

bool is_digest_answer(std::string_view name) {
    return same_letters(name, "authorization") || same_letters(name, "proxy-authorization");
}

/// What proves us, or whoever has asked us, to the other side (RFC 2617 section 3.2.3).
bool is_digest_proof(std::string_view name) {
    return same_letters(name, "authentication-info") || same_letters(name, "proxy-authentication-info");
}

/// The next line with its end, which may be a bare CR as for the stack.
std::string_view take_line(std::string_view& text) {
    auto end = std::min(text.find_first_of(line_ends), text.size());
    const bool both = text.substr(end, 2) == "\r\n";
    end = std::min(text.size(), end + (both ? 2 : 1));
    const auto line = text.substr(0, end);
    text.remove_prefix(end);
    return line;
}

std::string_view without_end(std::string_view line) {
    const auto end = line.find_last_not_of(line_ends);
    return line.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

/// With the lines that go on with it (RFC 3261 section 7.3.1). `line` is where `rest` begins.
std::string_view with_folded(std::string_view line, std::string_view& rest) {
    auto size = line.size();
    while (!rest.empty() && blanks.find(rest.front()) != std::string_view::npos)
        size += take_line(rest).size();
    return {line.data(), size};
}

/// A parameter `name = "value"` or `name = value` off the beginning.
struct Parameter {
    std::string_view name, value;  ///< the latter with its quotes
};
Parameter take_parameter(std::string_view& text) {
    constexpr std::string_view between = ", \t\r\n";
    text = text.substr(std::min(text.find_first_not_of(between), text.size()));
    const auto name_end = std::min(text.find_first_of("=,"), text.size());
    Parameter out{trimmed_end(text.substr(0, name_end)), {}};
    text.remove_prefix(name_end);
    if (!text.starts_with('=')) return out;
    text = trimmed_begin(text.substr(1));
    auto end = std::size_t{};
    const bool quoted = text.starts_with('"');
    for (end = quoted ? 1 : 0; end < text.size(); ++end) {
        if (quoted && text[end] == '\\')
            ++end;
        else if (quoted ? text[end] == '"' : text[end] == ',')
            break;
    }
    if (quoted) end = end < text.size() ? end + 1 : 0;  // without its end it may be anything
    out.value = trimmed_end(text.substr(0, std::min(end, text.size())));
    text.remove_prefix(out.value.empty() ? text.size() : std::min(end, text.size()));
    return out;
}

bool stays(std::string_view parameter) {
    constexpr std::array kept{"username", "realm", "nonce", "uri", "algorithm"};
    return std::ranges::any_of(kept, [&](const char* name) { return same_letters(parameter, name); });
}

/// `header`: with its folded lines.
void add_digest(std::string_view header, std::string& out) {
    const auto colon = header.find(':');
    out += header.substr(0, colon + 1);
    auto rest = header.substr(colon + 1);
    rest = rest.substr(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
    const auto scheme = rest.substr(0, rest.find_first_of(" \t\r\n"));
    if (same_letters(scheme, "digest")) {
        out += " Digest ";
        for (rest.remove_prefix(scheme.size()); !rest.empty();) {
            const auto one = take_parameter(rest);
            if (!stays(one.name) || one.value.find_first_of(line_ends) != std::string_view::npos) continue;
            out += one.name;
            out += '=';
            add_without_pins(one.value, out);
            out += ", ";
        }
    } else {
        out += ' ';
    }
    out += "(blanked)\r\n";
}

void add_crosses(std::string_view secret, std::string& out) { out.append(secret.size(), 'x'); }

/// A line of a body in which all behind `begin` is secret.
void add_secret_line(std::string_view line, std::size_t begin, std::string& out) {
    const auto said = without_end(line);
    out += said.substr(0, begin);
    add_crosses(said.substr(std::min(begin, said.size())), out);
    out += line.substr(said.size());
}

/// Where the key of an SDP line begins; npos: it has none. Whatever the attribute is called: there are
/// crypto, acap (RFC 5939) and what vendors have made of them.
std::size_t key_in(std::string_view line) {
    constexpr auto none = std::string_view::npos;
    const auto indented = std::min(line.find_first_not_of(sdp_blanks), line.size());
    if (indented > 0) {
        const auto at = key_in(line.substr(indented));
        return at == none ? none : indented + at;
    }
    if (line.size() < 2) return none;
    const auto type = lower(line.front());
    const auto equals = line.find('=');
    if (equals == none || !trimmed_end(line.substr(1, equals - 1)).empty()) return none;
    if (type == 'k') return equals + 1;
    if (type != 'a') return none;
    const auto name_at = line.size() - trimmed_begin(line.substr(equals + 1)).size();
    const auto colon = std::min(line.find(':', name_at), line.size());
    const auto name = trimmed_end(line.substr(name_at, colon - name_at));
    if (same_letters(name, "ice-pwd") || same_letters(name, "key-mgmt")) return colon + 1;
    if (same_letters(name, "acap") && find_letters(line, "key-mgmt") != none) return colon + 1;
    constexpr std::string_view inline_key = "inline:";
    const auto found = find_letters(line, inline_key);
    if (found != none) return found + inline_key.size();
    return same_letters(name, "crypto") ? colon + 1 : none;
}

/// Where what was keyed begins in a line of application/dtmf-relay: "Signal=5"; npos: nowhere.
std::size_t keyed_in(std::string_view line) {
    const auto equals = line.find('=');
    const bool signal = equals != std::string_view::npos &&
                        same_letters(trimmed_begin(trimmed_end(line.substr(0, equals))), "signal");
    return signal ? equals + 1 : std::string_view::npos;
}

/// What the head says of the body.
struct Said {
    bool body{};     ///< we are in it
    bool digits{};   ///< it is a key that was pressed, and nothing else
    bool sdp{};      ///< or has some
    bool encoded{};  ///< it isn't the text that it stands for
    bool pins{};     ///< there may be one somewhere in the message
};

void learn(std::string_view name, std::string_view value, Said& said) {
    const auto says = [&](std::string_view word) {
        return find_letters(value, word) != std::string_view::npos;
    };
    if (same_letters(name, "content-type") || same_letters(name, "c")) {
        said.digits = said.digits || (says("application/dtmf") && !says("relay"));
        said.sdp = says("application/sdp") || says("multipart/");
    }
    const bool encoding = same_letters(name, "content-encoding") || same_letters(name, "e");
    said.encoded = said.encoded || (encoding && !says("identity"));
}

void note_call_id(std::string_view value, Blanked& out) {
    constexpr std::string_view around = " \t\r\n";
    const auto begin = std::min(value.find_first_not_of(around), value.size());
    const auto id = value.substr(begin, std::min(value.find_first_of(around, begin), value.size()) - begin);
    if (out.call_id_size != 0 || id.empty()) return;
    out.call_id_at = out.text.size() + begin;
    out.call_id_size = id.size();
}

void add_plain(std::string_view text, const Said& said, std::string& out) {
    if (said.pins) return add_without_pins(text, out);
    out += text;
}

/// Authorization, Authentication-Info, Proxy-…; Call-ID, Content-…, and what these are called in short; a=,
/// k= and Signal= of bodies.
constexpr std::string_view first_letters = "apcieks \t\v\f";

/// A header that isn't shown as it is; false: it is none.
bool add_login(std::string_view line, std::string_view& rest, Blanked& out) {
    const auto name = name_in(line);
    const bool answer = is_digest_answer(name);
    if (!answer && !is_digest_proof(name)) return false;
    const auto whole = with_folded(line, rest);
    if (answer) return add_digest(whole, out.text), true;
    out.text += name;
    out.text += ": (blanked)\r\n";
    return true;
}

/// A key of a stream, or one that was pressed.
bool add_key(std::string_view line, Blanked& out) {
    const auto text = without_end(line);
    const auto begin = std::min(key_in(text), keyed_in(text));
    if (begin == std::string_view::npos) return false;
    add_secret_line(line, begin, out.text);
    return true;
}

/// Of the head: it may say something of the body, or name the dialog.
void add_header(std::string_view line, std::string_view& rest, Said& said, Blanked& out) {
    const auto whole = with_folded(line, rest);
    const auto name = name_in(line);
    const auto value_at = name.empty() ? 0 : line.find(':') + 1;
    learn(name, whole.substr(value_at), said);
    if (!same_letters(name, "call-id") && !same_letters(name, "i")) return add_plain(whole, said, out.text);
    out.text += whole.substr(0, value_at);
    note_call_id(whole.substr(value_at), out);
    out.text += whole.substr(value_at);
}

/// Anything may be in a body, a whole message or its head as well; and who is to read it may see another end
/// of the head than we do.
void add_line(std::string_view line, std::string_view& rest, Said& said, Blanked& out) {
    if (said.body && said.digits) return add_secret_line(line, 0, out.text);
    if (!may_begin(line, first_letters)) return add_plain(line, said, out.text);
    if (add_login(line, rest, out) || add_key(line, out)) return;
    if (said.body) return add_plain(line, said, out.text);
    add_header(line, rest, said, out);
}

void add_note(std::size_t left_out, std::string& out) {
    out += "\r\n(";
    out += std::to_string(left_out);
    out += " bytes more)\r\n";
}

/// Of a body as much as is kept.
std::string_view kept_of(std::string_view body, const Said& said) {
    if (said.encoded) return {};
    return said.sdp ? body : body.substr(0, longest_body);
}

}  // namespace

void blank(std::string_view message, Blanked& out) {
    out.text.clear();
    out.call_id_at = out.call_id_size = 0;
    Said said{.pins = may_have_pins(message)};
    bool begun = false;  // empty lines before a message are no part of its head
    for (auto rest = message; !rest.empty() && !said.body;) {
        const auto line = take_line(rest);
        const bool empty = without_end(line).empty();
        if (empty)
            out.text += line;
        else
            add_line(line, rest, said, out);
        said.body = begun && empty;
        begun = begun || !empty;
        message = rest;
    }
    auto body = kept_of(message, said);
    const auto left_out = message.size() - body.size();
    while (!body.empty()) {
        const auto line = take_line(body);
        add_line(line, body, said, out);
    }
    if (left_out > 0) add_note(left_out, out.text);
}

}  // namespace layby::trace
