// A record: one thing that outlives the process, as a value and as the bytes that stand in the file. For this
// folder only; any thread.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "store/seal.hpp"
#include "store/store.hpp"

namespace layby::store {

using Record = std::variant<sip::KeptRegistration, calls::Leg, calls::Ring, calls::Transfer, calls::KeptPark,
                            calls::KeptRelease, sip::KeptCall, sip::SubscriptionState, calls::Presence,
                            calls::HandSet, calls::Task, calls::Message>;

/// In the order of the above. Their names stand in files.
enum class Kind : std::uint8_t {
    registration,
    leg,
    ring,
    transfer,
    park,
    release,
    dialog,
    subscription,
    presence,
    hours,
    task,
    message
};
const char* name_of(Kind kind);
std::optional<Kind> kind_named(std::string_view name);

/// A record is written over the one with the same key.
struct RecordKey {
    Kind kind{};
    std::string name;      ///< among those of its kind
    std::string tenant{};  ///< whose it is
    bool operator==(const RecordKey&) const = default;
};
template <class Tag>
RecordKey key(Kind kind, Id<Tag> id) {
    return {kind, std::to_string(id.value)};
}
RecordKey key_of(const Record& record);
/// As it stands in the file: "acme/17"; "17" where there is no tenant. No name has a '/'.
std::string text_of(const RecordKey& key);
RecordKey key_in(Kind kind, const std::string& text);
inline RecordKey of_tenant(std::string tenant, RecordKey key) {
    key.tenant = std::move(tenant);
    return key;
}
inline RecordKey key_of(LegId id) { return key(Kind::leg, id); }
inline RecordKey key_of(calls::RingId id) { return key(Kind::ring, id); }
inline RecordKey key_of(calls::TransferId id) { return key(Kind::transfer, id); }
inline RecordKey key_of(ParkId id) { return key(Kind::park, id); }
inline RecordKey key_of(calls::TaskId id) { return key(Kind::task, id); }
inline RecordKey key_of(MessageId id) { return key(Kind::message, id); }
inline RecordKey key_of(const calls::PresenceOver& over) { return {Kind::presence, over.user}; }
inline RecordKey key_of(const calls::HandSetOver& over) { return {Kind::hours, over.hours}; }

/// std::visit with one lambda per case.
template <class... F>
struct Cases : F... {
    using F::operator()...;
};
template <class... F>
Cases(F...) -> Cases<F...>;  // clang 14 doesn't find it by itself

/// What is secret is sealed; none: it is written as it is.
std::string encoded(const Record& record, const Seal* seal = nullptr);
/// None: the bytes are damaged, or of a newer format. Instants are shifted.
std::optional<Record> decoded(Kind kind, std::string_view bytes, Duration shift, const Seal* seal = nullptr);

/// The record as JSON, for people; "null" when it is damaged.
std::string json_text(std::string_view bytes);

void add(Restored& restored, Record record);

}  // namespace layby::store

template <>
struct std::hash<layby::store::RecordKey> {
    std::size_t operator()(const layby::store::RecordKey& key) const noexcept {
        const std::hash<std::string> of;
        return (of(key.tenant) * 31 + of(key.name)) * 31 + static_cast<std::size_t>(key.kind);
    }
};
