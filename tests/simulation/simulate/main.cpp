// simulate: lives through seeds of the simulated world. See --help.
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "simulation/world/run.hpp"

namespace {

using namespace layby::simulation;

constexpr const char* usage =
    "simulate [--seed N] [--seeds A..B] [--days D] [--ladder | --messages] [--log]\n"
    "  --seed N      lives through this seed; without --days for five simulated minutes\n"
    "  --seeds A..B  each of these; stops at the first that fails\n"
    "  --days D      so many simulated days each, e.g. 0.5\n"
    "  --ladder      shows every message, also when all is well\n"
    "  --messages    the same with whole messages\n"
    "  --log         shows Layby's log\n";

struct Wanted {
    std::uint64_t first{1}, last{1};
    Wish wish;
};

[[noreturn]] void explain(int status) {
    std::fputs(usage, status == 0 ? stdout : stderr);
    std::exit(status);
}

Wanted read(int count, char** words) {
    Wanted out;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        const auto next = [&] { return ++i < count ? std::string(words[i]) : (explain(2), std::string{}); };
        if (word == "--seed")
            out.first = out.last = std::stoull(next());
        else if (word == "--days")
            out.wish.length = std::chrono::seconds(std::llround(std::stod(next()) * 86400));
        else if (word == "--ladder")
            out.wish.whole_ladder = true;
        else if (word == "--messages")
            out.wish.whole_ladder = out.wish.whole_messages = true;
        else if (word == "--log")
            out.wish.log = true;
        else if (word == "--seeds") {
            const auto range = next();
            const auto dots = range.find("..");
            if (dots == std::string::npos) explain(2);
            out.first = std::stoull(range.substr(0, dots));
            out.last = std::stoull(range.substr(dots + 2));
        } else
            explain(word == "--help" ? 0 : 2);
    }
    return out;
}

}  // namespace

int main(int count, char** words) {
    auto [first, last, wish] = read(count, words);
    for (auto seed = first; seed <= last; ++seed) {
        wish.seed = seed;
        const auto outcome = run(wish);
        std::fputs(outcome.said.c_str(), stdout);
        std::fflush(stdout);
        if (!outcome.well) return 1;
    }
    return 0;
}
