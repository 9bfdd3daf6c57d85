// The message lamp as a sign of calls parked for a user, and of messages in its box (RFC 3842), written.
// Pure; any thread.
#pragma once
#include <cstddef>
#include <string>

namespace layby::sip {

constexpr auto message_summary_type = "application/simple-message-summary";
/// `fresh`: calls that wait, and messages that nobody has heard.
std::string write_message_summary(const std::string& account, std::size_t fresh, std::size_t heard);

}  // namespace layby::sip
