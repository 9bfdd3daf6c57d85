#include "numbers.hpp"

#include <cstdio>

namespace load {

double Numbers::at(double share) const {
    if (values_.empty()) return 0;
    auto sorted = values_;
    std::sort(sorted.begin(), sorted.end());
    const auto index = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
    return sorted[std::min(index, sorted.size() - 1)];
}

std::string Numbers::json() const {
    char text[200];
    std::snprintf(text, sizeof text, R"({"n":%zu,"p50":%.3f,"p90":%.3f,"p99":%.3f,"max":%.3f})", count(),
                  at(0.5), at(0.9), at(0.99), at(1.0));
    return text;
}

}  // namespace load
