// What a store would have after a crash: the last record of each call and each phone.
#pragma once
#include <map>
#include <vector>

#include "sip/dialog_keeper.hpp"
#include "sip/kept_registrations.hpp"

namespace layby::tests {

struct KeptDialogs final : sip::DialogKeeper {
    std::map<std::uint64_t, sip::KeptCall> calls;
    int written{};

    int forgotten{};  ///< orders to forget a call, also one that was never written

    void keep(sip::KeptCall call) override { calls[call.dialog.leg.value] = std::move(call), ++written; }
    void forget(::layby::LegId leg) override { calls.erase(leg.value), ++forgotten; }
    void keep(const sip::SubscriptionState&) override {}
    void forget(sip::SubscriptionId) override {}
    std::vector<sip::KeptCall> all() const {
        std::vector<sip::KeptCall> out;
        for (const auto& [leg, call] : calls) out.push_back(call);
        return out;
    }
};

struct KeptPhones final : sip::RegistrationKeeper {
    std::map<std::uint64_t, sip::KeptRegistration> phones;

    void keep(const sip::KeptRegistration& phone) override { phones[phone.id.value] = phone; }
    void forget(DeviceId device) override { phones.erase(device.value); }
    std::vector<sip::KeptRegistration> all() const {
        std::vector<sip::KeptRegistration> out;
        for (const auto& [device, phone] : phones) out.push_back(phone);
        return out;
    }
};

}  // namespace layby::tests
