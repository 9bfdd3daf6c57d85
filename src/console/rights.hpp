// Which lots an account sees and acts on. Plain values; any thread.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>

namespace layby::console {

struct Rights {
    std::set<std::string> sees;  ///< also all that it acts on
    std::set<std::string> acts;
    bool operator==(const Rights&) const = default;
};

/// By account. Who isn't there sees and acts on all lots, as far as the role permits.
using AllRights = std::map<std::string, Rights>;

/// Of somebody who asks, as they were then; null: all lots.
using RightsOf = std::shared_ptr<const Rights>;

inline bool sees(const RightsOf& rights, const std::string& lot) {
    return !rights || rights->sees.contains(lot);
}
inline bool acts_on(const RightsOf& rights, const std::string& lot) {
    return !rights || rights->acts.contains(lot);
}

}  // namespace layby::console
