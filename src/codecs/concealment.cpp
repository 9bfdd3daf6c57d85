#include "codecs/concealment.hpp"

#include <spandsp/telephony.h>
// plc.h relies on telephony.h
#include <spandsp/plc.h>

#include <algorithm>

namespace layby::codecs {

struct Concealment::Inside {
    plc_state_t state;

    /// The library does this itself, but with memcpy of parts that overlap. When there is nothing to do, it
    /// doesn't.
    void straighten_history() {
        std::rotate(state.history, state.history + state.buf_ptr, state.history + PLC_HISTORY_LEN);
        state.buf_ptr = 0;
    }
};

Concealment::Concealment() : inside_(std::make_unique<Inside>()) { plc_init(&inside_->state); }
Concealment::~Concealment() { plc_release(&inside_->state); }

void Concealment::good(std::span<std::int16_t> pcm) {
    if (pcm.empty()) return;
    plc_rx(&inside_->state, pcm.data(), static_cast<int>(pcm.size()));
}

std::size_t Concealment::fill(std::span<std::int16_t> out, std::size_t samples) {
    const std::size_t n = std::min(out.size(), samples);
    if (n == 0) return 0;
    inside_->straighten_history();
    return static_cast<std::size_t>(plc_fillin(&inside_->state, out.data(), static_cast<int>(n)));
}

}  // namespace layby::codecs
