// A body: the first line is its type, the rest its text. What is found lies within it.
#include "sip/text/bodies.hpp"
#include "../entry.hpp"

using namespace layby;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all = fuzz::text(data, size);
    const auto end = std::min(all.find('\n'), all.size());
    const auto text = all.substr(std::min(end + 1, all.size()));
    const auto reading = sip::read_body({std::string(all.substr(0, end)), {}, {}, text}, {"application/sdp"});
    if (!reading.found) return 0;
    const auto found = reading.found->text;
    fuzz::must(found.empty() ||
                   (found.data() >= text.data() && found.data() + found.size() <= text.data() + text.size()),
               "a part lies within its body");
    fuzz::must(reading.found->type == "application/sdp", "only what was asked for is found");
    return 0;
}
