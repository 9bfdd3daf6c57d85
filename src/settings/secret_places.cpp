#include "settings/secret_places.hpp"

#include <algorithm>

#include "settings/secret_keys.hpp"

namespace layby::settings {
namespace {

constexpr auto nowhere = std::string_view::npos;

bool is_bare(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Behind the closing quote of what begins at `at`; nowhere: there is none.
std::size_t end_of_quoted(std::string_view text, std::size_t at) {
    const char quote = text[at];
    const std::string three(3, quote);
    const bool lines = text.substr(at, 3) == three;
    for (std::size_t i = at + (lines ? 3 : 1); i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (lines && text.substr(i, 3) == three) {
            i += 3;  // up to two more quotes are its last characters
            for (int more = 0; more < 2 && i < text.size() && text[i] == quote; ++more) ++i;
            return i;
        } else if (!lines && text[i] == quote) {
            return i + 1;
        } else if (!lines && text[i] == '\n') {
            return nowhere;
        }
    }
    return nowhere;
}

/// A comment, from behind its '#' to the end of the line.
struct Comment {
    std::string_view text;
    std::size_t at;
};

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() && is_blank(text[at])) ++at;
    return at;
}

std::size_t length_without_blanks(std::string_view text) {
    while (!text.empty() && (is_blank(text.back()) || text.back() == '\r')) text.remove_suffix(1);
    return text.size();
}

/// Where the value of a secret begins that a comment has as `key = value` or `key: value`.
struct CommentedKey {
    std::size_t value{};
    std::string_view key;
};
std::optional<CommentedKey> secret_key_in(std::string_view text) {
    for (auto sign = text.find_first_of("=:"); sign != nowhere; sign = text.find_first_of("=:", sign + 1)) {
        auto end = sign;
        while (end > 0 && (is_blank(text[end - 1]) || text[end - 1] == '"' || text[end - 1] == '\'')) --end;
        auto begin = end;
        while (begin > 0 && is_bare(text[begin - 1])) --begin;
        const auto key = text.substr(begin, end - begin);
        const auto value = skip_blanks(text, sign + 1);
        if (!key.empty() && looks_secret(key) && value < length_without_blanks(text))
            return CommentedKey{value, key};
    }
    return {};
}

/// The value alone where it is quoted and the only secret, else all that follows.
std::optional<SecretPlace> commented_secret(const Comment& comment) {
    const auto text = comment.text;
    const auto found = secret_key_in(text);
    if (!found) return {};
    const bool quoted = text[found->value] == '"' || text[found->value] == '\'';
    auto end = quoted ? end_of_quoted(text, found->value) : nowhere;
    if (end == nowhere || secret_key_in(text.substr(end))) end = length_without_blanks(text);
    return SecretPlace{comment.at + found->value, end - found->value, std::string(found->key), true};
}

bool says_one_of(std::string_view text, const std::set<std::string>& known) {
    return std::ranges::any_of(known, [&](const std::string& one) { return text.find(one) != nowhere; });
}

/// All of a comment that says a secret, or that is the mark of one.
std::optional<SecretPlace> telling_comment(const Comment& comment, const std::set<std::string>& known) {
    const auto begin = skip_blanks(comment.text, 0), end = length_without_blanks(comment.text);
    if (begin >= end) return {};
    const auto body = comment.text.substr(begin, end - begin);
    const bool tells = says_one_of(body, known);
    if (!tells && !number_of_mark(body)) return {};
    return SecretPlace{comment.at + begin, body.size(), {}, true};
}

/// Reads a text from its beginning to its end. What isn't TOML makes it stop (`lost_`).
class PlaceFinder {
  public:
    PlaceFinder(std::string_view text, const std::set<std::string>& known) : text_(text), known_(known) {}

    std::optional<std::vector<SecretPlace>> run() {
        skip_lines();
        while (!lost_ && at_ < text_.size()) {
            is_at('[') ? header() : setting(section_);
            end_of_line();
            skip_lines();
        }
        if (lost_) return {};
        return std::move(places_);
    }

  private:
    bool is_at(char c) const { return at_ < text_.size() && text_[at_] == c; }
    void expect(char c) {
        if (!is_at(c)) lost_ = true;
        if (!lost_) ++at_;
    }
    void blanks() { at_ = skip_blanks(text_, at_); }

    void comment() {
        const auto end = std::min(text_.find('\n', at_), text_.size());
        const Comment found{text_.substr(at_ + 1, end - at_ - 1), at_ + 1};
        auto place = commented_secret(found);
        const auto behind = place ? place->at + place->length : found.at;
        const bool all = place && !says_one_of(text_.substr(found.at, place->at - found.at), known_) &&
                         !says_one_of(text_.substr(behind, end - behind), known_);
        if (!all) {
            if (auto whole = telling_comment(found, known_)) place = std::move(whole);
        }
        if (place) places_.push_back(std::move(*place));
        at_ = end;
    }

    void skip_lines() {
        while (at_ < text_.size()) {
            if (is_at('#'))
                comment();
            else if (is_blank(text_[at_]) || text_[at_] == '\n' || text_[at_] == '\r')
                ++at_;
            else
                return;
        }
    }

    void end_of_line() {
        blanks();
        if (is_at('#')) comment();
        if (is_at('\r')) ++at_;
        if (at_ < text_.size() && !is_at('\n')) lost_ = true;
    }

    /// "a.b": the last part is what counts; what is quoted and escaped is taken for a secret.
    std::string key() {
        std::string last;
        for (;;) {
            blanks();
            last = key_part();
            blanks();
            if (lost_ || !is_at('.')) return last;
            ++at_;
        }
    }

    std::string key_part() {
        const auto begin = at_;
        if (is_at('"') || is_at('\'')) {
            const auto end = end_of_quoted(text_, at_);
            if (end == nowhere) return lost_ = true, std::string{};
            at_ = end;
            const std::string out(text_.substr(begin + 1, end - begin - 2));
            return out.find('\\') == std::string::npos ? out : "secret";
        }
        while (at_ < text_.size() && is_bare(text_[at_])) ++at_;
        if (at_ == begin) lost_ = true;
        return std::string(text_.substr(begin, at_ - begin));
    }

    void header() {
        expect('[');
        const bool list = is_at('[');
        if (list) ++at_;
        section_ = key();
        expect(']');
        if (list) expect(']');
        if (looks_secret(section_)) lost_ = true;  // no setting is like that: all below would be one
    }

    void setting(const std::string& section) {
        const auto name = key();
        expect('=');
        blanks();
        const auto begin = at_;
        const auto before = places_.size();
        value(name);
        if (lost_ || !looks_secret(name)) return;
        places_.resize(before);  // the whole is one secret
        places_.push_back({begin, at_ - begin, section + '/' + name, false});
    }

    void value(const std::string& name) {
        if (++depth_ > deepest || at_ >= text_.size()) lost_ = true;
        if (lost_) return;
        if (is_at('"') || is_at('\'')) {
            const auto end = end_of_quoted(text_, at_);
            lost_ = end == nowhere;
            if (!lost_) at_ = end;
        } else if (is_at('[')) {
            list(name);
        } else if (is_at('{')) {
            table(name);
        } else {
            word();
        }
        --depth_;
    }

    /// A number, a date, true or false.
    void word() {
        const auto end = std::min(text_.find_first_of(",]}#\r\n", at_), text_.size());
        const auto length = length_without_blanks(text_.substr(at_, end - at_));
        if (length == 0) lost_ = true;
        at_ += length;
    }

    void list(const std::string& name) {
        expect('[');
        for (skip_lines(); !lost_ && !is_at(']'); skip_lines()) {
            value(name);
            skip_lines();
            if (is_at(']')) break;
            expect(',');
        }
        expect(']');
    }

    void table(const std::string& name) {
        expect('{');
        for (skip_lines(); !lost_ && !is_at('}'); skip_lines()) {
            setting(name);
            skip_lines();
            if (is_at('}')) break;
            expect(',');
        }
        expect('}');
    }

    static constexpr int deepest = 32;

    const std::string_view text_;
    const std::set<std::string>& known_;
    std::vector<SecretPlace> places_;
    std::string section_;
    std::size_t at_{};
    int depth_{};
    bool lost_{};
};

}  // namespace

std::optional<std::vector<SecretPlace>> secret_places(std::string_view toml,
                                                      const std::set<std::string>& known) {
    return PlaceFinder(toml, known).run();
}

}  // namespace layby::settings
