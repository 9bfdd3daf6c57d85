// Time zones: what a clock on the wall shows, and when it is turned. Plain values; any thread. What the
// machine knows of a zone is read from its file when the zone is named for the first time, and never again.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace date {
class time_zone;
}

namespace layby::hours {

using WallTime = std::chrono::sys_seconds;     ///< the same everywhere (UTC)
using LocalTime = std::chrono::local_seconds;  ///< as a clock on a wall there shows it

/// Without a name: UTC.
class Zone {
  public:
    Zone() = default;

    const std::string& name() const { return name_; }
    LocalTime local(WallTime when) const;
    /// When a clock there shows this for the first time. A time that is left out when clocks go forward is
    /// the moment at which they do.
    WallTime first(LocalTime shown) const;
    bool operator==(const Zone&) const = default;

  private:
    friend std::optional<Zone> zone_named(const std::string& name);
    std::string name_{"UTC"};
    const date::time_zone* known_{};
};

/// As the IANA database has it: "Europe/Berlin". None: the machine knows no such zone.
std::optional<Zone> zone_named(const std::string& name);
/// By the environment's TZ, else by /etc/localtime; UTC where neither names one.
Zone machine_zone();
/// All that the machine knows.
std::vector<std::string> zone_names();

}  // namespace layby::hours
