// The path of an API request.
#include "../entry.hpp"
#include "console/path.hpp"

using namespace layby;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto target = fuzz::text(data, size);
    if (const auto segments = console::segments(target))
        fuzz::must(target.starts_with('/'), "only an absolute path has segments");
    if (const auto slot = console::slot_number(target))
        fuzz::must(slot->text() == target, "a slot is spelled in one way");
    return 0;
}
