#include "calls/tongues/tongue.hpp"

#include <algorithm>

#include "runtime/check.hpp"

namespace layby::calls {
namespace {

constexpr std::array known{&english, &spanish, &french, &italian,   &russian,
                           &german,  &dutch,   &polish, &portuguese};

const NumberRule* rule_for(const Tongue& tongue, std::uint32_t number) {
    const NumberRule* found = nullptr;
    for (const NumberRule& rule : tongue.numbers)
        if (rule.from <= number) found = &rule;
    return found;
}

void add_number(std::vector<std::string>& words, const Tongue& tongue, std::uint32_t number);

void add_word(std::vector<std::string>& words, const Tongue& tongue, const NumberRule& rule,
              std::uint32_t number, const std::string& word) {
    const std::uint32_t rest = rule.base ? number % rule.base : 0;
    if (word == "=") return words.push_back("digits/" + std::to_string(number));
    if (word == "~") return words.push_back("digits/" + std::to_string(number - rest));
    if (word == "/") return add_number(words, tongue, number / rule.base);
    if (word == "%") return add_number(words, tongue, rest);
    words.push_back("digits/" + word);
}

// Each step leaves a smaller number: the depth is that of the rules.
// NOLINTNEXTLINE(misc-no-recursion)
void add_number(std::vector<std::string>& words, const Tongue& tongue, std::uint32_t number) {
    const NumberRule* rule = rule_for(tongue, number);
    if (!CHECK(rule)) return;
    const bool rest = rule->base != 0 && number % rule->base != 0;
    for (const auto& word : words_in(rest ? rule->with_rest : rule->whole))
        add_word(words, tongue, *rule, number, word);
}

}  // namespace

std::vector<std::string> words_in(std::string_view line) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < line.size();) {
        const auto end = std::min(line.find(' ', at), line.size());
        if (end > at) words.emplace_back(line.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::span<const Tongue* const> tongues() { return known; }

const Tongue& tongue(std::string_view code) {
    for (const Tongue* one : known)
        if (one->code == code) return *one;
    return english;
}

std::vector<std::string> number_words(const Tongue& tongue, std::uint32_t number) {
    std::vector<std::string> words;
    add_number(words, tongue, number);
    return words;
}

}  // namespace layby::calls
