#include "sip/lamps/message_waiting.hpp"

namespace layby::sip {

std::string write_message_summary(const std::string& account, std::size_t waiting) {
    return std::string("Messages-Waiting: ") + (waiting ? "yes" : "no") + "\r\nMessage-Account: " + account +
           "\r\nVoice-Message: " + std::to_string(waiting) + "/0\r\n";
}

}  // namespace layby::sip
