// What a leg says is written down, beside whatever it hears.
#include "media/core/core.hpp"

namespace layby::media {

void Core::record(LegId id, MessageId message) {
    Leg* leg = attended(id);
    if (leg == nullptr || setup_.recordings == nullptr)
        return tell_(calls::RecordingEnded{message, {}, false});
    setup_.recordings->begin(message);
    leg->dictation = std::make_unique<Dictation>(message, *setup_.recordings);
}

/// What has been said so far comes before the end.
void Core::forget_dictation(LegId id, MessageId message) {
    Leg* leg = find(id);
    if (leg != nullptr && leg->dictation && leg->dictation->message() == message) leg->dictation.reset();
}

void Core::stop_recording(LegId id, MessageId message) {
    forget_dictation(id, message);
    if (setup_.recordings == nullptr) return tell_(calls::RecordingEnded{message, {}, false});
    setup_.recordings->end(message);
}

void Core::drop_recording(LegId id, MessageId message) {
    forget_dictation(id, message);
    if (setup_.recordings != nullptr) setup_.recordings->drop(message);
}

}  // namespace layby::media
