// A row of measured values, and what is printed of it.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

namespace load {

class Numbers {
  public:
    void add(double value) { values_.push_back(value); }
    std::size_t count() const { return values_.size(); }
    /// The value below which this share of all lies; 0 without values.
    double at(double share) const;
    /// {"n":…,"p50":…,"p90":…,"p99":…,"max":…}
    std::string json() const;

  private:
    std::vector<double> values_;
};

}  // namespace load
