// A program that speaks: it gets a text on its standard input, and writes a recording to its standard output.
// Runs beside us, and what it does wrong costs nothing but its sentence. Owned by the library; used by the
// loader's thread, which stop() frees from any other.
#pragma once
#include <atomic>
#include <string>
#include <vector>

#include "calls/languages.hpp"
#include "sounds/say_command.hpp"
#include "sounds/whole_sound.hpp"

namespace layby::sounds {

class SpeechProgram {
  public:
    explicit SpeechProgram(SayCommand command) : command_{std::move(command)} {}

    /// Of what it says, as long as neither the program nor how it is called changes.
    std::string key_of(const calls::SaidText& said) const;
    /// Without samples when nothing came of it; then `problem` says why.
    WholeSound say(const calls::SaidText& said, std::string& problem);

    /// What it can't say is logged once; after a few times in a row it isn't tried any more.
    void failed(const std::string& problem);
    void succeeded() { failures_ = 0; }
    bool hopeless() const;

    /// Ends what runs, and whatever is begun.
    void stop() { stopped_ = true; }
    bool stopped() const { return stopped_; }
    const std::string& name() const { return command_.arguments.front(); }

  private:
    std::vector<std::string> arguments_for(const calls::SaidText& said) const;
    std::string wait_for(int pid, int output) const;

    SayCommand command_;
    std::atomic<bool> stopped_{false};
    int failures_{};
    bool complained_{};
};

/// The file that is run by this name; empty: there is none.
std::string program_file(const std::string& name);

}  // namespace layby::sounds
