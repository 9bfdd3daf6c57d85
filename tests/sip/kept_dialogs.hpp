// What a store would have after a crash: the last record of each call.
#pragma once
#include <map>
#include <vector>

#include "sip/kept_calls.hpp"

namespace layby::tests {

struct KeptDialogs final : sip::DialogKeeper {
    std::map<std::uint64_t, sip::KeptCall> calls;
    int written{};

    void keep(const sip::KeptCall& call) override { calls[call.dialog.leg.value] = call, ++written; }
    void forget(::layby::calls::LegId leg) override { calls.erase(leg.value); }
    void keep(const sip::SubscriptionState&) override {}
    void forget(sip::SubscriptionId) override {}
    std::vector<sip::KeptCall> all() const {
        std::vector<sip::KeptCall> out;
        for (const auto& [leg, call] : calls) out.push_back(call);
        return out;
    }
};

}  // namespace layby::tests
