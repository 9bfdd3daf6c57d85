// Records in which every field has an unusual value: filled along the same lists of fields that are written.
#pragma once
#include <gtest/gtest.h>

#include "store/records/records.hpp"
#include "store/records/sip_fields.hpp"

namespace layby::store {

class Filler {
  public:
    template <class T>
    Filler& operator()(const char*, T& value) {
        fill(value);
        return *this;
    }

    template <Single T>
    void fill(T& value) {
        set(value);
    }
    void fill(SrtpKey& key) {
        SrtpKey::Bytes bytes{};
        bytes.fill(static_cast<std::uint8_t>(++number_));
        key = {SrtpCipher::gcm_256, bytes};
    }
    template <class T>
    void fill(std::optional<T>& value) {
        fill(value.emplace());
    }
    template <class T>
    void fill(std::vector<T>& values) {
        values.emplace_back();  // an empty one counts too
        fill(values.emplace_back());
    }
    template <class Struct>
    void fill(Struct& value) {
        fields(*this, value);
    }

  private:
    void set(bool& value) { value = !value; }
    void set(double& value) { value = ++number_ + 0.25; }
    void set(std::string& text) {
        text = "\xC3\xA9 \"\\\n" + std::to_string(++number_);
        if (number_ % 2) text += std::string("\0\xff\xC3", 3);  // peers send anything
    }
    void set(SlotNumber& slot) { set(slot.value); }
    void set(Instant& instant) { instant = Instant{Duration{++number_}}; }
    void set(Duration& time) { time = Duration{++number_}; }
    void set(sip::WallTime& time) { time = sip::WallTime{std::chrono::milliseconds{-++number_}}; }
    void set(hours::WallTime& time) { time = hours::WallTime{std::chrono::seconds{-++number_}}; }
    void set(calls::Ticket& ticket) { set(ticket.at), ticket.seq = 1; }
    void set(sip::LampProfile& profile) {
        profile = *sip::lamp_profile_named(sip::lamp_profile_names().back());
    }
    template <class Tag>
    void set(Id<Tag>& id) {
        id.value = 0xffffffff00000000U + static_cast<std::uint64_t>(++number_);
    }
    template <Whole T>
    void set(T& value) {
        value = static_cast<T>(std::numeric_limits<T>::max() - static_cast<T>(++number_ % 100));
    }
    template <Enumeration T>
    void set(T& value) {
        value = Last<T>::value;
    }

    int number_{};
};

template <class T>
T filled() {
    T out;
    Filler().fill(out);
    return out;
}

/// One of each kind.
inline std::vector<Record> filled_records() {
    return {filled<sip::KeptRegistration>(),
            filled<calls::Leg>(),
            filled<calls::Ring>(),
            filled<calls::Transfer>(),
            filled<calls::KeptPark>(),
            filled<calls::KeptRelease>(),
            filled<sip::KeptCall>(),
            filled<sip::SubscriptionState>(),
            filled<calls::Presence>(),
            filled<calls::HandSet>(),
            filled<calls::Task>()};
}

/// Everything that was restored, as text: comparable, and readable when it differs.
inline std::vector<std::string> texts_of(const Restored& restored) {
    std::vector<std::string> out;
    const auto add_all = [&](const auto& list) {
        for (const auto& one : list) out.push_back(encoded(Record(one)));
    };
    add_all(restored.registrations);
    add_all(restored.calls.legs);
    add_all(restored.calls.rings);
    add_all(restored.calls.transfers);
    add_all(restored.calls.parks);
    add_all(restored.calls.releases);
    add_all(restored.dialogs);
    add_all(restored.subscriptions);
    add_all(restored.calls.presences);
    add_all(restored.calls.hand_set);
    add_all(restored.calls.tasks);
    return out;
}

}  // namespace layby::store
