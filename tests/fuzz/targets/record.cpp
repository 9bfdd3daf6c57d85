// A record as it stands in the store's file. The first byte chooses its kind.
#include "../entry.hpp"
#include "store/records/records.hpp"

using namespace layby;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto kind = static_cast<store::Kind>(data[0] % std::variant_size_v<store::Record>);
    const auto record = store::decoded(kind, fuzz::text(data + 1, size - 1), std::chrono::seconds(-90));
    if (!record) return 0;
    const auto written = store::encoded(*record);
    const auto again = store::decoded(kind, written, {});
    fuzz::must(again && store::encoded(*again) == written, "a record that was read comes back as it was");
    return 0;
}
