// Music and prompts: loaded once, encoded once per codec, shared by all who listen. Built before the loop
// starts; from then on read by the media thread without locks.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "calls/media_description.hpp"
#include "calls/ports/audio.hpp"

namespace layby::sounds {

using calls::Codec;

/// A sound in one codec: 20 ms frames one after the other. Immutable once published.
class Frames {
  public:
    std::size_t size() const { return offsets_.empty() ? 0 : offsets_.size() - 1; }
    std::span<const std::uint8_t> operator[](std::size_t frame) const {
        return {bytes_.data() + offsets_[frame], offsets_[frame + 1] - offsets_[frame]};
    }
    void add(std::span<const std::uint8_t> frame);

  private:
    std::vector<std::uint8_t> bytes_;
    std::vector<std::uint32_t> offsets_;
};

class Sound {
  public:
    virtual ~Sound() = default;
    /// The frames in this codec. Prompts and tones: always there. Music in a costly codec (Opus, G.722) may
    /// still be in the making on the loader's thread: then what is ready so far is returned, at least one
    /// second. Lock-free; media thread.
    virtual const Frames& frames(Codec codec) const = 0;
};

struct Sources {
    std::string prompts_dir{"/usr/share/asterisk/sounds/en_US_f_Allison"};  ///< recordings of the language
    std::string own_dir;  ///< the admin's WAV files: replace a prompt of the same name
    /// Music by name: a WAV file, or a folder whose WAV files are played one after the other.
    std::vector<std::pair<std::string, std::string>> music{{"default", "/usr/share/asterisk/moh"}};
};

class Library {
  public:
    /// Loads everything that phrases use, and the music. Problems (missing file or package, not a WAV, …) are
    /// sentences for the admin that name what to install; a sound that is missing is replaced by a tone and
    /// counted as a problem.
    explicit Library(const Sources& sources);
    ~Library();

    const std::vector<std::string>& problems() const;
    /// A prompt or tone by name ("digits/7", "tone/ringback"); never null: an unknown name is the error tone.
    const Sound* prompt(const std::string& name) const;
    /// Music by name; an unknown name is "default", and without any music a soft tone.
    const Sound* music(const std::string& name) const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::sounds
