// Clients that give up when a challenge names an algorithm they don't know, instead of passing over it as
// RFC 8760 section 2.4 asks (libre before 2.0, and with it baresip 1.0 of Debian 12). They are offered MD5
// alone. Owned by the door; signalling thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "calls/names.hpp"

namespace layby::sip {

class OldClients {
  public:
    /// Whether this request, which is about to be challenged, is to be offered MD5 alone: its User-Agent is
    /// known for it, or this client was challenged three times and never answered with any credentials.
    bool md5_alone(const std::string& client, std::string_view user_agent, std::size_t request,
                   calls::Instant now);
    /// The client has sent credentials: it isn't one of them.
    void answered(const std::string& client) { silent_.erase(client); }

  private:
    struct Silent {
        int challenges{};
        std::size_t request{};  ///< the last one, so that retransmissions aren't counted
        calls::Instant last{};
    };
    std::unordered_map<std::string, Silent> silent_;
};

}  // namespace layby::sip
