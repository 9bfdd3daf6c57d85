// What the API shows, as JSON text. Durations are seconds; nobody's secrets, and nothing of a caller who
// asked for privacy. Pure functions, console thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "console/exchange.hpp"
#include "console/http_server.hpp"

namespace layby::console {

std::string status_json(const std::vector<Count>& counts, const MediaWay& media_way,
                        std::chrono::seconds uptime);
std::string lots_json(const Desk::Lots& lots);
/// None when there is no such lot.
std::optional<std::string> lot_json(const Desk::Lots& lots, const std::string& name);
std::string calls_json(const std::vector<calls::CallView>& calls, Instant now);
std::string registrations_json(const std::vector<Registration>& registrations);
std::string bans_json(const std::vector<Ban>& bans);
std::string history_json(const std::vector<PastCall>& past);
std::string version_json();
std::string slot_json(SlotNumber slot, const std::string& state, const std::string& user);
/// What the server does now, and how many legs it has, where that matters.
std::string state_json(const std::string& state, std::optional<std::size_t> legs = {});

std::string serving_json(std::size_t legs, bool was_draining);
std::string reloaded_json(const std::vector<std::string>& at_next_start);

Answer bad_configuration(const std::vector<std::string>& problems);
Answer cannot_upgrade(const std::vector<std::string>& problems);

/// The member "within_s" of a JSON object, 0 to 30 days; no duration where it is missing or 0, or the text is
/// empty. Nothing at all when the text isn't such an object.
std::optional<std::optional<Duration>> within_of(const std::string& json);

/// The member "pin" of a JSON object: digits, or null for none, which is empty here. None when the text isn't
/// such an object.
std::optional<std::string> pin_of(const std::string& json);
/// The member "user" of a JSON object; none when the text isn't such an object.
std::optional<std::string> user_of(const std::string& json);

std::optional<Desk::Tracing> tracing_of(const std::string& json);
std::optional<std::string> level_of(const std::string& json);

}  // namespace layby::console
