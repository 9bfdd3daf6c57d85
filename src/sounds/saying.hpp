// A sentence that a speech program is still to say: work for the loader. What the program fails to say stays
// without frames, so that nobody waits for it. Made on the library's thread, then used on the loader's.
#pragma once
#include <optional>

#include "sounds/encoded_sound.hpp"
#include "sounds/making.hpp"
#include "sounds/speech_program.hpp"

namespace layby::sounds {

class Saying final : public Making {
  public:
    /// In these codecs; the program and the sound outlive this.
    Saying(SpeechProgram& program, calls::SaidText said, EncodedSound& into, std::vector<Codec> codecs)
        : program_{program}, said_{std::move(said)}, into_{into}, codecs_{std::move(codecs)} {}
    bool make(std::size_t frames) override;
    void keep(Shelf& shelf) const override;

  private:
    SpeechProgram& program_;
    calls::SaidText said_;
    EncodedSound& into_;
    std::vector<Codec> codecs_;
    std::optional<WholeMaking> made_;
};

}  // namespace layby::sounds
