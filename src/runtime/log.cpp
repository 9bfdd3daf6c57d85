#include "runtime/log.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>

#include <algorithm>
#include <utility>

namespace layby::log {
namespace {

// Fields travel behind the sentence. No value has these bytes: printable() has taken them out.
constexpr char before_field = '\x1e', before_value = '\x1f';
constexpr std::size_t longest_value = 200;

thread_local const std::string* tenant_now{};

std::string packed(std::string_view sentence, const std::vector<Field>& fields) {
    std::string out = printable(sentence);
    for (const auto& [name, value] : fields)
        if (!value.empty()) out += before_field + std::string{name} + before_value + printable(value);
    if (tenant_now && !tenant_now->empty())
        out += before_field + std::string{"tenant"} + before_value + *tenant_now;
    return out;
}

struct Line {
    std::string_view sentence;
    std::vector<std::pair<std::string_view, std::string_view>> fields;
};

std::string_view take_until(std::string_view& text, char end) {
    const auto found = std::min(text.find(end), text.size());
    const auto taken = text.substr(0, found);
    text.remove_prefix(std::min(found + 1, text.size()));
    return taken;
}

Line unpacked(std::string_view text) {
    Line line{take_until(text, before_field), {}};
    while (!text.empty()) {
        auto field = take_until(text, before_field);
        const auto name = take_until(field, before_value);
        line.fields.emplace_back(name, field);
    }
    return line;
}

bool is_plain(std::string_view value) { return value.find_first_of(" \"=") == std::string_view::npos; }

/// With a backslash before what would end it. Control characters that a library put there become spaces.
std::string in_quotes(std::string_view value) {
    std::string out{'"'};
    for (const char c : value) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + '"';
}

std::string text_line(const Line& line) {
    std::string out{line.sentence};
    for (const auto& [name, value] : line.fields)
        out += fmt::format(" {}={}", name, is_plain(value) ? std::string{value} : in_quotes(value));
    return out;
}

std::string json_line(const spdlog::details::log_msg& message, const std::string& time) {
    const Line line = unpacked({message.payload.data(), message.payload.size()});
    const auto level = spdlog::level::to_string_view(message.level);
    std::string out = fmt::format(R"({{"time":{},"level":{},"message":{})", in_quotes(time),
                                  in_quotes({level.data(), level.size()}), in_quotes(line.sentence));
    for (const auto& [name, value] : line.fields)
        out += fmt::format(",{}:{}", in_quotes(name), in_quotes(value));
    return out + "}\n";
}

class TextPayload final : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
        const auto line = text_line(unpacked({message.payload.data(), message.payload.size()}));
        out.append(line.data(), line.data() + line.size());
    }
    std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<TextPayload>(); }
};

class JsonLine final : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
        spdlog::memory_buf_t time;
        time_.format(message, time);
        const auto line = json_line(message, {time.data(), time.size()});
        out.append(line.data(), line.data() + line.size());
    }
    std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<JsonLine>(); }

  private:
    spdlog::pattern_formatter time_{"%Y-%m-%dT%H:%M:%S.%e%z", spdlog::pattern_time_type::local, ""};
};

}  // namespace

AboutTenant::AboutTenant(const std::string& tenant) : before_(std::exchange(tenant_now, &tenant)) {}
AboutTenant::~AboutTenant() { tenant_now = before_; }

void event(std::string_view sentence, const std::vector<Field>& fields) {
    if (spdlog::should_log(spdlog::level::info)) info("{}", packed(sentence, fields));
}

void warning(std::string_view sentence, const std::vector<Field>& fields) {
    if (spdlog::should_log(spdlog::level::warn)) warn("{}", packed(sentence, fields));
}

std::string counted(std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count ? std::to_string(count) : "no", what, count == 1 ? "" : "s");
}

std::string printable(std::string_view text) {
    std::string out{text.substr(0, longest_value)};
    // A character of several bytes isn't cut in two.
    while (out.size() < text.size() && !out.empty() && (text[out.size()] & 0xc0) == 0x80) out.pop_back();
    std::replace_if(
        out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
        ' ');
    return out;
}

std::unique_ptr<spdlog::formatter> formatter(Format format) {
    const bool json = format == Format::json;
    auto made =
        std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::local, json ? "" : "\n");
    if (json)
        made->add_flag<JsonLine>('*').set_pattern("%*");
    else
        made->add_flag<TextPayload>('*').set_pattern("%Y-%m-%d %H:%M:%S.%e%z %^%l%$ %*");
    return made;
}

std::optional<spdlog::level::level_enum> level_of(std::string_view word) {
    if (word == "debug") return spdlog::level::debug;
    if (word == "info") return spdlog::level::info;
    if (word == "warn") return spdlog::level::warn;
    if (word == "error") return spdlog::level::err;
    return std::nullopt;
}

}  // namespace layby::log
