#include "layby/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <nlohmann/json.hpp>

namespace layby::app {
namespace {

std::string printable(std::string text) {
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
    return text;
}

/// Characters rather than bytes; a continuation byte of UTF-8 adds nothing.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

std::vector<std::size_t> widths(const std::vector<Row>& rows) {
    std::vector<std::size_t> out;
    for (const auto& row : rows) {
        out.resize(std::max(out.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) out[i] = std::max(out[i], width(row[i]));
    }
    return out;
}

std::string line(const Row& row, const std::vector<std::size_t>& columns) {
    std::string out;
    for (std::size_t i = 0; i < row.size(); ++i) {
        out += printable(row[i]);
        if (i + 1 < row.size()) out.append(columns[i] - width(row[i]) + 2, ' ');
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out + '\n';
}

}  // namespace

std::string table(const std::vector<Row>& rows) {
    const auto columns = widths(rows);
    std::string out;
    for (const auto& row : rows) out += line(row, columns);
    return out;
}

std::string clock_text(double seconds) {
    const auto all = static_cast<std::int64_t>(std::max(0.0, seconds));
    const auto s = all % 60, m = all / 60 % 60, h = all / 3600;
    return h > 0 ? fmt::format("{}:{:02}:{:02}", h, m, s) : fmt::format("{}:{:02}", m, s);
}

std::string local_time(const std::string& utc) {
    std::tm parts{};
    const char* rest = strptime(utc.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    if (!rest || (*rest != 'Z' && *rest != '.')) return utc;  // some come with milliseconds
    const auto when = timegm(&parts);
    localtime_r(&when, &parts);
    char out[64];
    return {out, std::strftime(out, sizeof out, "%F %T %Z", &parts)};
}

std::string party_text(const Party& party) {
    if (party.anonymous) return "anonymous";
    const auto& [name, number, anonymous] = party;
    return name.empty() || number.empty() ? name + number : name + " (" + number + ")";
}

std::string party_text(const nlohmann::ordered_json& party) {
    return party_text(Party{party.at("name").get<std::string>(), party.at("number").get<std::string>(),
                            party.at("anonymous").get<bool>()});
}

std::string or_dash(const nlohmann::ordered_json& value) {
    if (value.is_null() || value == "") return "-";
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string id_text(std::uint64_t id) {
    const auto start = id >> 32, number = id & 0xFFFFFFFF;
    return start == 0 ? std::to_string(number) : fmt::format("{}-{}", start, number);
}

std::string id_of(const std::string& shown) {
    const auto dash = shown.find('-');
    std::uint64_t start{}, number{};
    const auto* end = shown.data() + shown.size();
    if (dash == std::string::npos) return shown;
    const auto first = std::from_chars(shown.data(), shown.data() + dash, start);
    const auto second = std::from_chars(shown.data() + dash + 1, end, number);
    const bool read = first.ec == std::errc{} && first.ptr == shown.data() + dash &&
                      second.ec == std::errc{} && second.ptr == end;
    return read ? std::to_string(start << 32 | number) : shown;
}

}  // namespace layby::app
