// What a leg hears from us: music, a phrase once, a phrase for ever, or nothing. Gives 20 ms frames that are
// encoded already. Part of a leg; media thread.
#pragma once
#include <vector>

#include "calls/names.hpp"
#include "media/rtp/rtp_packet.hpp"
#include "sounds/library.hpp"

namespace layby::media {

class Playout {
  public:
    using Sounds = std::vector<const sounds::Sound*>;

    /// Joins the music where it is at `frame`, which counts on for ever.
    void music(const sounds::Sound* sound, std::uint64_t frame);
    void say(Sounds phrase, calls::PromptId prompt);
    void loop(Sounds phrase);
    void stop();

    bool active() const { return kind_ != Kind::nothing; }
    /// The next frame; empty when a phrase has come to its end (and then not active any more).
    Bytes next(calls::Codec codec);
    /// The prompt that next() found at its end.
    calls::PromptId prompt() const { return prompt_; }

  private:
    enum class Kind : std::uint8_t { nothing, music, phrase, loop };
    void start(Kind kind, Sounds sounds, calls::PromptId prompt);
    Bytes next_of_music(calls::Codec codec);
    Bytes next_of_phrase(calls::Codec codec);

    Kind kind_{};
    Sounds sounds_;
    std::size_t sound_{};    // which of them
    std::uint64_t frame_{};  // in it
    calls::PromptId prompt_{};
};

}  // namespace layby::media
