#include "sip/text/info_digit.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

std::optional<char> key_named(std::string_view name) {
    if (name == "10") return '*';
    if (name == "11") return '#';
    if (name.size() != 1) return {};
    const char key = name[0] >= 'a' && name[0] <= 'd' ? static_cast<char>(name[0] - 'a' + 'A') : name[0];
    if (std::string_view("0123456789*#ABCD").find(key) == std::string_view::npos) return {};
    return key;
}

void read_field(std::string_view line, std::string_view& signal, InfoKey& key) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return;
    const auto name = lower_case(trimmed(line.substr(0, equals)));
    const auto value = trimmed(line.substr(equals + 1));
    if (name == "signal") signal = value;
    unsigned ms{};
    if (name != "duration") return;
    if (std::from_chars(value.data(), value.data() + value.size(), ms).ec == std::errc{})
        key.length = std::chrono::milliseconds{std::clamp(ms, 40u, 5000u)};
}

}  // namespace

std::optional<InfoKey> read_info_digit(std::string_view body) {
    InfoKey key;
    std::string_view signal = body.find('=') == std::string_view::npos ? trimmed(body) : std::string_view{};
    for (auto rest = body; !rest.empty();) {
        const auto end = rest.find('\n');
        read_field(rest.substr(0, end), signal, key);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    const auto digit = key_named(signal);
    if (!digit) return {};
    key.digit = *digit;
    return key;
}

}  // namespace layby::sip
