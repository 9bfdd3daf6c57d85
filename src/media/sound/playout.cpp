#include "media/sound/playout.hpp"

#include <algorithm>

namespace layby::media {

void Playout::start(Kind kind, Sounds sounds, PromptId prompt) {
    kind_ = kind;
    sounds_ = std::move(sounds);
    prompt_ = prompt;
    sound_ = 0;
    frame_ = 0;
}

void Playout::music(const sounds::Sound* sound, std::uint64_t frame) {
    start(Kind::music, {sound}, {});
    frame_ = frame;
}

void Playout::track(const sounds::Sound* sound, std::uint64_t frame, Codec codec) {
    const std::size_t size = std::max<std::size_t>(sound->frames(codec).size(), 1);
    music(sound, sound->track_start(frame % size));
}

void Playout::say(Sounds phrase, PromptId prompt) { start(Kind::phrase, std::move(phrase), prompt); }
void Playout::loop(Sounds phrase) { start(Kind::loop, std::move(phrase), {}); }
void Playout::stop() { start(Kind::nothing, {}, {}); }

Bytes Playout::next(Codec codec) {
    if (kind_ == Kind::nothing) return {};
    return kind_ == Kind::music ? next_of_music(codec) : next_of_phrase(codec);
}

Bytes Playout::next_of_music(Codec codec) {
    const sounds::Frames& frames = sounds_.front()->frames(codec);
    if (frames.size() == 0) return {};
    if (frame_ >= frames.size()) frame_ %= frames.size();
    return frames[frame_++];
}

Bytes Playout::next_of_phrase(Codec codec) {
    bool again = kind_ == Kind::loop;
    for (;;) {
        for (; sound_ < sounds_.size(); ++sound_, frame_ = 0) {
            const sounds::Frames& frames = sounds_[sound_]->frames(codec);
            if (!frames.whole()) return {};
            if (frame_ < frames.size()) return frames[frame_++];
        }
        if (!again) break;
        sound_ = 0;
        again = false;  // once round without a frame: there is none
    }
    kind_ = Kind::nothing;
    return {};
}

}  // namespace layby::media
