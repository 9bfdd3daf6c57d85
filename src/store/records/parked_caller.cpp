#include "store/parked_caller.hpp"

#include "store/records/sip_fields.hpp"

namespace layby::store {
namespace {

/// Goes up when a field comes to mean something else.
constexpr int sealed_format = 1;

void fields(auto& archive, Is<ParkedCaller> auto& caller) {
    archive("park", caller.park)("leg", caller.leg)("dialog", caller.dialog);
}

}  // namespace

std::string sealed(const ParkedCaller& caller, const Seal& seal, Duration wall_at_zero) {
    FieldWriter writer;
    writer("format", sealed_format)("wall_at_zero", wall_at_zero);
    fields(writer, caller);
    return seal.closed(writer.take());
}

std::optional<ParkedCaller> unsealed(std::string_view text, const Seal& seal, Duration wall_at_zero) {
    const auto opened = seal.opened(text);
    const auto from = CborValue::read(opened);
    if (!from || !from->as<CborValue::Map>()) return std::nullopt;
    int format = 0;
    Duration its_wall_at_zero{};
    FieldReader(*from, {})("format", format)("wall_at_zero", its_wall_at_zero);
    if (format < 1 || format > sealed_format) return std::nullopt;
    ParkedCaller out;
    FieldReader reader(*from, its_wall_at_zero - wall_at_zero);
    fields(reader, out);
    if (!reader.ok()) return std::nullopt;
    return out;
}

}  // namespace layby::store
