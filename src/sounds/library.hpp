// Music and prompts: encoded once per codec, kept for the next start, shared by all who listen. Built before
// the loop starts; from then on read by the media thread without locks. What is found by name may become more
// while the server runs: use() is the housekeeper's, all else any thread's.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sounds/frames.hpp"
#include "sounds/say_command.hpp"
#include "words/media_description.hpp"

namespace layby::sounds {

class Sound {
  public:
    virtual ~Sound() = default;
    /// The frames in this codec. Of music at least three seconds (or all of it) are ready. A prompt may have
    /// none yet in a costly codec, in the first second after a start with sounds that were never encoded
    /// before: it can be played once it is whole(). Any thread.
    virtual const Frames& frames(Codec codec) const = 0;
    /// The first frame of the recording that this frame is in. Any thread.
    virtual std::size_t track_start(std::size_t) const { return 0; }
};

struct Sources {
    std::string prompts_dir{"/usr/share/asterisk/sounds/en_US_f_Allison"};  ///< recordings in English
    std::string own_dir;  ///< the admin's WAV files: replace a prompt of the same name
    /// Music by name: a WAV file, or a folder whose WAV files are played one after the other.
    std::vector<std::pair<std::string, std::string>> music{{"default", "/usr/share/asterisk/moh"}};
    std::optional<double> loudness{-22};  ///< of music, in LUFS (ITU-R BS.1770); none: as it was recorded
    /// Where encoded sounds are kept for the next start; made when it is missing. Empty: they are not kept.
    std::string shelf_dir{};
    std::string other_languages{"/usr/share/asterisk/sounds"};  ///< where those of all others have folders
    /// What is said, as phrases name it; empty: everything in English.
    std::vector<std::string> names{};
    SayCommand say{};  ///< what speaks where there are no recordings
};

class Library {
  public:
    /// Loads everything that phrases use, and the music. Problems (missing file or package, not a WAV, …) are
    /// sentences for the admin that name what to install; a sound that is missing is replaced by a tone and
    /// counted as a problem.
    explicit Library(const Sources& sources);
    ~Library();

    const std::vector<std::string>& problems() const;
    /// True when the loader has nothing left to encode.
    bool complete() const;
    /// Memory of all frames in bytes; exact once complete.
    std::size_t memory() const;
    /// Other things are said, or by another program, from now on. What is new is there a little later; until
    /// then, and when nothing comes of it, phrases are heard in English.
    void use(std::vector<std::string> names, const SayCommand& say);
    /// The sounds of a phrase: of its first alternative that is there as a whole, else of the last.
    std::vector<const Sound*> phrase(const std::vector<std::string>& names) const;
    /// A prompt or tone by name ("digits/7", "tone/ringback"); never null: an unknown name is the error tone.
    const Sound* prompt(const std::string& name) const;
    /// Music by name; an unknown name is "default", and without any music a soft tone.
    const Sound* music(const std::string& name) const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::sounds
