// A session description: read it, answer it, and read the answer as a phone would.
#include "../entry.hpp"
#include "sip/text/session_description.hpp"

using namespace layby;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto offer = sip::read_sdp(fuzz::text(data, size));
    if (!offer.session) return 0;
    fuzz::must(offer.session->audio_line < offer.session->lines.size(), "the audio line is one of the lines");
    fuzz::must(sip::same_session(*offer.session, *offer.session), "a session is the same as itself");
    const auto answer = make_answer(offer.session->audio, {"192.0.2.1", 10000});
    if (!answer) return 0;
    sip::OurSession ours{1, 1, {}};
    const auto text = sip::write_sdp(ours, *answer, offer.session->lines, offer.session->audio_line);
    const auto again = sip::read_sdp(text);
    fuzz::must(again.session.has_value(), "our answer can be read");
    fuzz::must(again.session->lines.size() == offer.session->lines.size(),
               "our answer has the offer's lines");
    fuzz::must(again.session->audio.codecs == answer->codecs, "our answer has the codec that was chosen");
    fuzz::must(again.session->audio.direction == answer->direction, "our answer has its direction");
    return 0;
}
