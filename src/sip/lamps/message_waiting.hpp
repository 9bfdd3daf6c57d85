// The message lamp as a sign of calls parked for a user (RFC 3842), written. Pure; any thread.
#pragma once
#include <cstddef>
#include <string>

namespace layby::sip {

constexpr auto message_summary_type = "application/simple-message-summary";
std::string write_message_summary(const std::string& account, std::size_t waiting);

}  // namespace layby::sip
