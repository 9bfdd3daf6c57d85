// A call that nobody takes never goes on in a circle.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "settings/read/draft.hpp"

namespace layby::settings {
namespace {

/// Where a call for somebody goes on, and which setting says so.
struct WayOn {
    std::string where;  ///< place of the setting
    std::string about;  ///< "user 201: no_answer"
    std::string to;
};
using WaysOn = std::map<std::string, std::vector<WayOn>>;  ///< by the number of a user or group

WaysOn ways_on(const Draft& draft) {
    WaysOn ways;
    const auto& office = draft.settings.office;
    const auto add = [&](const std::string& from, const std::string& where, const std::string& who,
                         const char* key, const std::string& to) {
        if (!to.empty()) ways[from].push_back({where + '/' + key, who + ": " + key, to});
    };
    for (std::size_t i = 0; i < office.users.size(); ++i) {
        const std::string& name = office.users[i].name;
        const calls::Ends& ends = office.users[i].ends;
        const std::string where = place("user", i), who = "user " + name;
        add(name, where, who, "no_answer", ends.no_answer);
        add(name, where, who, "busy", ends.busy);
        add(name, where, who, "unregistered", ends.unregistered);
    }
    for (std::size_t i = 0; i < office.groups.size(); ++i) {
        const auto& group = office.groups[i];
        add(group.number, place("group", i), "group " + group.number, "then", group.then);
        add(group.number, place("group", i), "group " + group.number, "closed_to", group.closed_to);
    }
    return ways;
}

/// Follows all ways on from one number, and complains about each that leads back into its own path.
class Circles {
  public:
    Circles(Draft& draft, const WaysOn& ways) : draft_{draft}, ways_{ways} {}

    void follow(const std::string& number) {
        const auto from = ways_.find(number);
        if (from == ways_.end() || !followed_.emplace(number).second) return;
        path_.push_back(number);
        for (const WayOn& way : from->second) {
            const auto before = std::ranges::find(path_, way.to);
            before == path_.end() ? follow(way.to) : complain(way, before);
        }
        path_.pop_back();
    }

  private:
    void complain(const WayOn& way, std::vector<std::string>::iterator begin) {
        std::string circle;
        for (auto at = begin; at != path_.end(); ++at) circle += *at + " → ";
        draft_.problem(draft_.line(way.where),
                       fmt::format("{} \"{}\" leads in a circle: {}{}", way.about, way.to, circle, way.to));
    }

    Draft& draft_;
    const WaysOn& ways_;
    std::set<std::string> followed_;
    std::vector<std::string> path_;
};

}  // namespace

void check_ends(Draft& draft) {
    const WaysOn ways = ways_on(draft);
    Circles circles{draft, ways};
    for (const auto& [number, its] : ways) circles.follow(number);
}

}  // namespace layby::settings
