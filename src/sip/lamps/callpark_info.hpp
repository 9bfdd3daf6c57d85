// BroadSoft's notice of calls parked for a user (application/x-broadworks-callpark-info+xml), written. Pure;
// any thread.
#pragma once
#include <optional>
#include <string>

namespace layby::sip {

struct ParkedIdentity {
    std::string display;  ///< UTF-8, not escaped
    std::string uri;
};

constexpr auto callpark_info_type = "application/x-broadworks-callpark-info+xml";
/// None: nothing is parked.
std::string write_callpark_info(const std::optional<ParkedIdentity>& parked);

}  // namespace layby::sip
