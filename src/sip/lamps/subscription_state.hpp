// A subscription (RFC 6665) as plain values: with its dialog, enough to write it down and go on elsewhere.
#pragma once
#include <cstdint>
#include <set>
#include <string>

#include "sip/dialog/dialog_state.hpp"
#include "sip/lamps/lamp_profile.hpp"
#include "sip/lamps/package.hpp"
#include "sip/lamps/topic.hpp"

namespace layby::sip {

using SubscriptionId = Id<struct SubscriptionTag>;

/// What the watcher hasn't been told yet.
struct Pending {
    bool any{};                    ///< anything at all
    bool full{};                   ///< everything is to be told
    std::set<SlotNumber> slots{};  ///< of a lot or list: these have changed
};

struct SubscriptionState {
    SubscriptionId id;
    DialogState dialog;  ///< its peer is who watches
    Package package{};
    std::string event;       ///< of every NOTIFY
    std::string user, host;  ///< of the watched URI, as the watcher wrote it
    Topic topic;
    LampProfile profile;
    Instant expires;
    std::uint32_t version{};  ///< of the next document; never repeats
    Pending pending{};
};

}  // namespace layby::sip
