// What the doctor has found, one thing each. Plain data.
#pragma once
#include <string>
#include <vector>

namespace layby::app {

enum class Verdict { good, note, warning, problem };

struct Finding {
    Verdict verdict{};
    std::string what;
    std::string advice{};  ///< what to do about it; empty: nothing
};

/// Under one heading.
struct Findings {
    std::string about;
    std::vector<Finding> all{};

    void good(std::string what) { all.push_back({Verdict::good, std::move(what)}); }
    void note(std::string what, std::string advice = {}) {
        all.push_back({Verdict::note, std::move(what), std::move(advice)});
    }
    void warn(std::string what, std::string advice) {
        all.push_back({Verdict::warning, std::move(what), std::move(advice)});
    }
    void complain(std::string what, std::string advice) {
        all.push_back({Verdict::problem, std::move(what), std::move(advice)});
    }
};

}  // namespace layby::app
