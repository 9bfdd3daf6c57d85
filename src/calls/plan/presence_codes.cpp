#include "calls/plan/presence_codes.hpp"

#include <charconv>

namespace layby::calls {
namespace {

using Change = ToPresence::Change;

std::optional<std::string> behind_code(const std::string& code, const std::string& number) {
    if (code.empty() || !number.starts_with(code)) return std::nullopt;
    return number.substr(code.size());
}

/// Whole seconds within what is allowed.
std::optional<Duration> seconds_in(std::string_view text) {
    int value{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    const auto after = std::chrono::seconds{value};
    const bool good = error == std::errc{} && stop == end && !text.empty();
    if (!good || after < shortest_forward_after || after > longest_forward_after) return std::nullopt;
    return after;
}

std::string without_end(std::string text) {
    if (text.ends_with('#')) text.pop_back();
    return text;
}

/// "205", "205*30", and with the service group that mobile phones leave empty "205**30".
std::optional<ToPresence> forward_to(Change change, std::string text) {
    text = without_end(std::move(text));
    const auto star = text.find('*');
    ToPresence to{change, text.substr(0, star)};
    if (to.number.empty()) return std::nullopt;
    if (star == std::string::npos) return to;
    if (change != Change::no_answer) return std::nullopt;
    const auto group = text.substr(star).starts_with("**") ? 2U : 1U;
    const auto after = seconds_in(std::string_view{text}.substr(star + group));
    if (!after) return std::nullopt;
    to.after = *after;
    return to;
}

/// "#21" or "##21": the code with '#' in the place of the '*' before it.
bool ends_forward(const std::string& code, const std::string& number) {
    if (!code.starts_with('*')) return false;
    const std::string off = '#' + code.substr(1);
    const std::string dialled = without_end(number);
    return dialled == off || dialled == '#' + off;
}

std::optional<ToPresence> forward_code(Change change, const std::string& code, const std::string& number) {
    if (code.empty()) return std::nullopt;
    if (const auto where = behind_code(code + '*', number)) return forward_to(change, *where);
    return ends_forward(code, number) ? std::optional(ToPresence{change}) : std::nullopt;
}

std::optional<ToPresence> plain_code(Change change, const std::string& code, const std::string& number) {
    return !code.empty() && number == code ? std::optional(ToPresence{change}) : std::nullopt;
}

/// Alone, or with the user whose lamp the key has.
std::optional<ToPresence> lamp_code(const std::string& code, const std::string& number) {
    const auto user = behind_code(code, number);
    if (!user) return std::nullopt;
    ToPresence to{Change::do_not_disturb_other};
    to.user = *user;
    return to;
}

}  // namespace

std::optional<ToPresence> presence_code(const Codes& codes, const std::string& number) {
    if (auto to = plain_code(Change::do_not_disturb_on, codes.do_not_disturb_on, number)) return to;
    if (auto to = plain_code(Change::do_not_disturb_off, codes.do_not_disturb_off, number)) return to;
    if (auto to = plain_code(Change::no_forwards, codes.forward_off, number)) return to;
    if (auto to = forward_code(Change::always, codes.forward_always, number)) return to;
    if (auto to = forward_code(Change::busy, codes.forward_busy, number)) return to;
    if (auto to = forward_code(Change::no_answer, codes.forward_no_answer, number)) return to;
    if (auto to = forward_code(Change::unregistered, codes.forward_unregistered, number)) return to;
    return lamp_code(codes.do_not_disturb, number);
}

}  // namespace layby::calls
