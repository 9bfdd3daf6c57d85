#include "words/spelling.hpp"

#include <algorithm>
#include <numeric>

namespace layby {
namespace {

/// Levenshtein's distance.
std::size_t edits(const std::string& one, const std::string& other) {
    std::vector<std::size_t> row(other.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= one.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= other.size(); ++j) {
            const std::size_t replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::string nearest(const std::string& wrong, const std::vector<std::string>& candidates) {
    std::string best;
    std::size_t least = std::max<std::size_t>(2, std::min<std::size_t>(wrong.size() / 3, 4)) + 1;
    if (wrong.size() > 64) return {};
    for (const auto& candidate : candidates) {
        const auto distance = edits(wrong, candidate);
        if (distance >= least || distance >= candidate.size()) continue;
        least = distance;
        best = candidate;
    }
    return best;
}

std::string did_you_mean(const std::string& wrong, const std::vector<std::string>& candidates) {
    const auto best = nearest(wrong, candidates);
    return best.empty() ? "" : "; did you mean \"" + best + "\"?";
}

}  // namespace layby
