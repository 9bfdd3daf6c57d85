// Our registration with a trunk's provider: when to send REGISTER, with what, and what its answers mean.
// Pure: time is an argument, no sofia types. Owned by TrunkLine, signalling thread.
#pragma once
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "sip/door/digest.hpp"
#include "words/time.hpp"

namespace layby::sip {

struct ProviderReply {
    int status{};                          ///< 408: no answer in time
    std::vector<std::string> challenges;   ///< of a 401 or 407
    std::optional<std::uint32_t> expires;  ///< granted to our contact
    std::optional<std::uint32_t> min_expires, retry_after;
    std::string reason{};  ///< the phrase of its status line
};

/// The REGISTER to send now.
struct ProviderRequest {
    std::uint32_t expires{};
    std::string authorization_name, authorization;  ///< empty at first
};

class ProviderRegistration {
  public:
    ProviderRegistration(digest::Credentials credentials, std::string registrar_uri, Duration expires,
                         std::uint32_t seed);

    /// When to call begin(): at once, before the expiry (80–90 % of what was granted), or after a backoff.
    Instant next() const { return next_; }
    ProviderRequest begin(Instant now);
    /// What a reply means: another request to send at once (a challenge, 423), or nothing until next().
    std::optional<ProviderRequest> replied(const ProviderReply& reply, Instant now);

    bool registered(Instant now) const { return good_until_ && now < *good_until_; }
    /// Without a break until now, while it is registered.
    std::optional<Instant> since() const { return since_; }
    std::optional<Instant> good_until() const { return good_until_; }
    int last_status() const { return last_status_; }
    const std::string& last_reason() const { return last_reason_; }
    unsigned failures() const { return failures_; }

  private:
    std::optional<ProviderRequest> prove(const ProviderReply& reply);
    void granted(std::uint32_t seconds, Instant now);
    void failed(const ProviderReply& reply, Instant now);
    ProviderRequest request() const;

    digest::Credentials credentials_;
    std::string uri_;
    std::uint32_t expires_;
    std::minstd_rand random_;
    Instant next_{};
    std::optional<Instant> since_, good_until_;
    std::string authorization_name_, authorization_;
    unsigned answered_challenges_{}, raised_{}, failures_{};
    int last_status_{};
    std::string last_reason_;
};

}  // namespace layby::sip
