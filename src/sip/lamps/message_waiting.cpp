#include "sip/lamps/message_waiting.hpp"

namespace layby::sip {

std::string write_message_summary(const std::string& account, std::size_t fresh, std::size_t heard) {
    return std::string("Messages-Waiting: ") + (fresh ? "yes" : "no") + "\r\nMessage-Account: " + account +
           "\r\nVoice-Message: " + std::to_string(fresh) + "/" + std::to_string(heard) + "\r\n";
}

}  // namespace layby::sip
