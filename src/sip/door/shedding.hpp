// When the server has more to do than it can, some requests are refused so that the others are answered in
// time. What counts is how long they have waited until they are read, not how many wait: a burst that is
// dealt with soon is none too many. As CoDel does it (RFC 8289): not before everything has waited too long
// for a while. Pure: time is an argument. Owned by the reception; signalling thread.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "sip/text/glance.hpp"
#include "words/time.hpp"

namespace layby::sip {

/// What a request is worth when not all can be served; the first are never refused.
enum class Urgency {
    dialog,     ///< of a call or a subscription that there is, or the end of one
    retrieval,  ///< somebody who waits is taken out, which gives room
    upkeep,     ///< registrations, new lamps, whether we live
    call,       ///< a new call, a new park
    stranger    ///< the same, from where no phone is registered and no trunk is
};

/// What is asked of others about a request.
struct AboutRequest {
    std::function<bool()> known;                          ///< phones or trunks are where it comes from
    std::function<bool(std::string_view uri)> retrieves;  ///< a call to this URI takes out somebody who waits
    std::function<bool(std::string_view call_id)>
        taken;  ///< this is a copy of what was taken, or goes on with it
};

Urgency urgency_of(const Glance& glance, const AboutRequest& about);

class Shedding {
  public:
    /// Another request is read, which has waited for so long.
    void read(Duration waited, Instant now);
    /// Whether there is too much to do for that one, which was read just now.
    bool refuses(Urgency urgency, Instant now) const;

    /// A new call was taken, which what is read next has waited for. What comes of it later, as its
    /// retrieval, takes as long again, so new calls get half of the time.
    void count_taken(Instant now) { taken_ = now; }
    void count_refused(Instant now);
    std::uint64_t refused() const { return refused_; }
    /// It has refused something in the last seconds.
    bool is_on(Instant now) const;
    /// The longest that anything has waited in this second and the one before.
    Duration longest_wait(Instant now) const;

  private:
    std::optional<Instant> late_since_, last_read_, last_refused_, taken_;
    Instant next_call_{};  ///< not before that, while it is on
    Duration waited_{};
    bool too_much_{};
    Instant second_{};  ///< when the newest of the two began
    Duration longest_{}, longest_before_{};
    std::uint64_t refused_{};
};

}  // namespace layby::sip
