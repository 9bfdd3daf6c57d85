// What a watcher is sent: the table's content in the form of its package, topic and profile. Pure; for this
// folder only.
#pragma once
#include "sip/lamps/lamp_names.hpp"
#include "sip/lamps/lamp_table.hpp"
#include "sip/lamps/subscription_state.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

struct Document {
    Body body;
    std::string headers;  ///< lines that go with it
};

/// The next document of a subscription. Takes out of `pending` what it tells; a long lot or list needs
/// several.
Document next_document(SubscriptionState& watch, const LampTable& table, const LampNames& names, Instant now);

}  // namespace layby::sip
