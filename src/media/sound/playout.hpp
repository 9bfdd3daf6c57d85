// What a leg hears from us: music, a phrase once, a phrase for ever, or nothing. Gives 20 ms frames that are
// encoded already. Part of a leg; media thread.
#pragma once
#include <vector>

#include "media/rtp/rtp_packet.hpp"
#include "sounds/library.hpp"
#include "words/ids.hpp"
#include "words/media_description.hpp"

namespace layby::media {

class Playout {
  public:
    using Sounds = std::vector<const sounds::Sound*>;

    /// Joins the music where it is at `frame`, which counts on for ever.
    void music(const sounds::Sound* sound, std::uint64_t frame);
    /// Begins at the start of the recording that is heard at `frame` by who has joined.
    void track(const sounds::Sound* sound, std::uint64_t frame, Codec codec);
    void say(Sounds phrase, PromptId prompt);
    void loop(Sounds phrase);
    void stop();

    bool active() const { return kind_ != Kind::nothing; }
    /// It is a phrase that is to be heard from its beginning.
    bool is_prompt() const { return kind_ == Kind::phrase; }
    /// The next frame; empty when a phrase has come to its end (and then not active any more), and as long as
    /// its next sound is still being encoded.
    Bytes next(Codec codec);
    /// The prompt that next() found at its end.
    PromptId prompt() const { return prompt_; }

  private:
    enum class Kind : std::uint8_t { nothing, music, phrase, loop };
    void start(Kind kind, Sounds sounds, PromptId prompt);
    Bytes next_of_music(Codec codec);
    Bytes next_of_phrase(Codec codec);

    Kind kind_{};
    Sounds sounds_;
    std::size_t sound_{};    // which of them
    std::uint64_t frame_{};  // in it
    PromptId prompt_{};
};

}  // namespace layby::media
