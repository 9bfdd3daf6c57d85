#include "store/records/records.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "store/records/cbor_value.hpp"
#include "store/records/sip_fields.hpp"

namespace layby::store {
namespace {

/// Goes up when a field comes to mean something else. A further field is no new format.
constexpr int format = 1;
constexpr auto format_field = "format";

constexpr int deepest_json = 32;  ///< what is deeper is none of ours, and left out

constexpr std::array names{"registration", "leg",          "ring",     "transfer", "park", "release",
                           "dialog",       "subscription", "presence", "hours",    "task", "message"};
static_assert(names.size() == std::variant_size_v<Record>);

template <class T>
std::optional<Record> read(const CborValue& from, Duration shift, const Seal* seal) {
    T out;
    FieldReader reader(from, shift, seal);
    fields(reader, out);
    if (!reader.ok()) return std::nullopt;
    return out;
}

using Read = std::optional<Record> (*)(const CborValue&, Duration, const Seal*);

template <std::size_t... kinds>
constexpr auto readers(std::index_sequence<kinds...>) {
    return std::array<Read, sizeof...(kinds)>{read<std::variant_alternative_t<kinds, Record>>...};
}

nlohmann::json parsed_cbor(std::string_view bytes) try {
    return CborValue::read(bytes) ? nlohmann::json::from_cbor(bytes) : nlohmann::json();
} catch (const nlohmann::json::exception&) {
    return {};
}

nlohmann::json parsed(std::string_view bytes) {
    return bytes.starts_with('{') ? nlohmann::json::parse(bytes, nullptr, false) : parsed_cbor(bytes);
}

/// Before its schema 4, Layby wrote JSON.
std::string cbor_of_json(std::string_view text) {
    const auto shallow = [](int depth, auto, auto&) { return depth < deepest_json; };
    const auto json = nlohmann::json::parse(text, shallow, false);
    if (!json.is_object()) return {};
    const auto bytes = nlohmann::json::to_cbor(json);
    return {bytes.begin(), bytes.end()};
}

bool known_format(const CborValue& from) {
    int its_format = 0;
    FieldReader(from, {})(format_field, its_format);
    return its_format >= 1 && its_format <= format;
}

}  // namespace

const char* name_of(Kind kind) { return names.at(static_cast<std::size_t>(kind)); }

std::optional<Kind> kind_named(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Kind>(found - names.begin());
}

RecordKey key_of(const Record& record) {
    const auto kind = static_cast<Kind>(record.index());
    return std::visit(Cases{[&](const auto& one) { return key(kind, one.id); },
                            [&](const calls::KeptPark& one) { return key(kind, one.park.id); },
                            [&](const sip::KeptCall& one) { return key(kind, one.dialog.leg); },
                            [&](const calls::Presence& one) {
                                return RecordKey{kind, one.user};
                            },
                            [&](const calls::HandSet& one) {
                                return RecordKey{kind, one.hours};
                            },
                            [&](const calls::KeptRelease& one) {
                                return RecordKey{kind, one.lot + ' ' + one.release.slot.text()};
                            }},
                      record);
}

std::string text_of(const RecordKey& key) {
    return key.tenant.empty() ? key.name : key.tenant + '/' + key.name;
}

RecordKey key_in(Kind kind, const std::string& text) {
    const auto slash = text.find('/');
    if (slash == std::string::npos) return {kind, text};
    return {kind, text.substr(slash + 1), text.substr(0, slash)};
}

std::string encoded(const Record& record, const Seal* seal) {
    FieldWriter writer(seal);
    writer(format_field, format);
    std::visit([&](const auto& one) { fields(writer, one); }, record);
    return writer.take();
}

std::optional<Record> decoded(Kind kind, std::string_view bytes, Duration shift, const Seal* seal) {
    static constexpr auto read_as = readers(std::make_index_sequence<std::variant_size_v<Record>>());
    const auto text = bytes.starts_with('{') ? cbor_of_json(bytes) : std::string{};
    const auto from = CborValue::read(text.empty() ? bytes : text);
    if (!from || !from->as<CborValue::Map>() || !known_format(*from)) return std::nullopt;
    return read_as.at(static_cast<std::size_t>(kind))(*from, shift, seal);
}

std::string json_text(std::string_view bytes) {
    const auto json = parsed(bytes);
    return (json.is_object() ? json : nlohmann::json())
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void add(Restored& restored, Record record) {
    auto& calls = restored.calls;
    const auto to = [](auto& list) {
        return [&list](typename std::remove_reference_t<decltype(list)>::value_type& one) {
            list.push_back(std::move(one));
        };
    };
    std::visit(Cases{to(restored.registrations), to(calls.legs), to(calls.rings), to(calls.transfers),
                     to(calls.parks), to(calls.releases), to(restored.dialogs), to(restored.subscriptions),
                     to(calls.presences), to(calls.hand_set), to(calls.tasks), to(calls.messages)},
               record);
}

}  // namespace layby::store
