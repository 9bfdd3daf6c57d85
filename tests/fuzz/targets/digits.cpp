// Key presses: SIP INFO bodies, and telephone-events in a row of RTP packets (each preceded by its length).
#include <string_view>

#include "../entry.hpp"
#include "media/rtp/digits.hpp"
#include "sip/text/info_digit.hpp"

using namespace layby;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view keys = "0123456789*#ABCD";

void must_be_a_key(char digit) { fuzz::must(keys.find(digit) != std::string_view::npos, "a digit is a key"); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (const auto key = sip::read_info_digit(fuzz::text(data, size))) {
        must_be_a_key(key->digit);
        fuzz::must(key->length > 0s && key->length <= 1h, "a key is held for a time");
    }
    media::DigitListener listener;
    media::Bytes rest{data, size};
    for (Instant now{1h}; !rest.empty(); now += 20ms) {
        const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
        if (const auto packet = media::read_rtp(rest.subspan(1, length)))
            if (const auto digit = listener.hear(*packet, now)) must_be_a_key(*digit);
        rest = rest.subspan(1 + length);
    }
    return 0;
}
