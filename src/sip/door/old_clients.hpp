// Clients that give up when a challenge names an algorithm they don't know, or read only the first of several
// challenges, instead of passing over it as RFC 8760 section 2.4 asks (libre before 2.0, and with it
// baresip 1.0 of Debian 12; sipsak). They are offered MD5 alone, and once that has worked, from then on at
// once. Owned by the door; signalling thread.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "words/time.hpp"

namespace layby::sip {

class OldClients {
  public:
    /// Whether this request, which is about to be challenged, is to be offered MD5 alone: its User-Agent is
    /// known for it, this client has needed it before, or it was challenged three times and never answered
    /// with any credentials.
    bool md5_alone(const std::string& client, std::string_view user_agent, std::size_t request, Instant now);
    /// The client has sent credentials. Right ones in answer to MD5 alone, where it was silent before, prove
    /// what it is; a client that answers while it is offered both isn't one of them.
    void answered(const std::string& client, std::string_view user_agent, bool proved);

  private:
    struct Silent {
        int challenges{};
        std::size_t request{};  ///< the last one, so that retransmissions aren't counted
        Instant last{};
    };
    void learn(std::string device);
    std::unordered_map<std::string, Silent> silent_;
    std::unordered_set<std::string> known_;  ///< a client with its User-Agent
    std::deque<std::string> learned_;        ///< the same, oldest first
};

}  // namespace layby::sip
