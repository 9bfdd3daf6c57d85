#include <algorithm>

#include "sip/door/digest.hpp"
#include "words/spelling.hpp"

namespace layby::sip::digest {
namespace {

constexpr std::size_t longest_header = 4000;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Reads "name=value" pairs with commas between them from a text that nobody has checked.
class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool done() {
        skip_spaces_and_commas();
        return rest_.empty();
    }
    std::optional<std::string> name() {
        const auto end = rest_.find('=');
        if (end == std::string_view::npos) return {};
        std::string out = lower_case(rest_.substr(0, end));
        while (!out.empty() && is_space(out.back())) out.pop_back();
        rest_.remove_prefix(end + 1);
        if (out.empty() || out.find_first_of(" \t\r\n\",") != std::string::npos) return {};
        return out;
    }
    std::optional<std::string> value() {
        while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
        return !rest_.empty() && rest_.front() == '"' ? quoted() : bare();
    }

  private:
    void skip_spaces_and_commas() {
        while (!rest_.empty() && (is_space(rest_.front()) || rest_.front() == ',')) rest_.remove_prefix(1);
    }
    std::optional<std::string> quoted() {
        std::string out;
        for (std::size_t i = 1; i < rest_.size(); ++i) {
            if (rest_[i] == '"') return rest_.remove_prefix(i + 1), out;
            if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
            out += rest_[i];
        }
        return {};
    }
    std::optional<std::string> bare() {
        const auto end = std::min(rest_.find_first_of(", \t\r\n"), rest_.size());
        std::string out(rest_.substr(0, end));
        rest_.remove_prefix(end);
        return out;
    }

    std::string_view rest_;
};

std::string* field(Params& params, const std::string& name) {
    static constexpr std::pair<std::string_view, std::string Params::*> fields[] = {
        {"username", &Params::username}, {"realm", &Params::realm},
        {"nonce", &Params::nonce},       {"uri", &Params::uri},
        {"response", &Params::response}, {"algorithm", &Params::algorithm},
        {"cnonce", &Params::cnonce},     {"nc", &Params::nc},
        {"qop", &Params::qop},           {"opaque", &Params::opaque}};
    for (const auto& [known, member] : fields)
        if (known == name) return &(params.*member);
    return nullptr;
}

std::optional<std::string_view> without_scheme(std::string_view value) {
    while (!value.empty() && is_space(value.front())) value.remove_prefix(1);
    if (value.size() < 7 || lower_case(value.substr(0, 6)) != "digest" || !is_space(value[6])) return {};
    return value.substr(7);
}

bool set(Params& params, const std::string& name, const std::string& value) {
    if (name == "stale") params.stale = lower_case(value) == "true";
    std::string* member = field(params, name);
    if (!member) return true;
    if (!member->empty()) return false;
    *member = value;
    return true;
}

}  // namespace

std::optional<Params> parse(std::string_view header_value) {
    if (header_value.size() > longest_header) return {};
    const auto rest = without_scheme(header_value);
    if (!rest) return {};
    Reader reader(*rest);
    Params params;
    while (!reader.done()) {
        const auto name = reader.name();
        const auto value = name ? reader.value() : std::nullopt;
        if (!value || !set(params, *name, *value)) return {};
    }
    return params;
}

}  // namespace layby::sip::digest
