// The sounds: each frame says in plain text what it is, so that a phone knows what it hears.
#include <algorithm>
#include <map>

#include "calls/orders.hpp"
#include "simulation/machine/machine.hpp"
#include "sounds/library.hpp"

namespace layby::simulation {

constexpr std::size_t frame_bytes = 160;

std::string text_in(Bytes payload) {
    const auto end = std::find(payload.begin(), payload.end(), std::uint8_t{0});
    return {payload.begin(), end};
}

}  // namespace layby::simulation

namespace layby::sounds {
namespace {

class Spelled final : public Sound {
  public:
    Spelled(const std::string& text, std::size_t frames) {
        std::vector<std::uint8_t> frame(text.begin(), text.end());
        frame.resize(simulation::frame_bytes);
        for (auto& codec : frames_) {
            for (std::size_t i = 0; i < frames; ++i) codec.add(frame);
            codec.end();
        }
    }
    const Frames& frames(Codec codec) const override { return frames_[static_cast<std::size_t>(codec)]; }

  private:
    std::array<Frames, codec_count> frames_;
};

}  // namespace

/// Made when they are first asked for; a third of a second of each prompt, some seconds of music.
struct Library::Inside {
    std::map<std::string, std::unique_ptr<Spelled>> all;
    std::vector<std::string> problems;

    const Sound* named(const std::string& text, std::size_t frames) {
        auto& one = all[text];
        if (!one) one = std::make_unique<Spelled>(text, frames);
        return one.get();
    }
};

Library::Library(const Sources&) : inside_(std::make_unique<Inside>()) {}
Library::~Library() = default;
const std::vector<std::string>& Library::problems() const { return inside_->problems; }
bool Library::complete() const { return true; }
std::size_t Library::memory() const { return 0; }
void Library::use(std::vector<std::string>, const SayCommand&) {}
std::vector<const Sound*> Library::phrase(const std::vector<std::string>& names) const {
    std::vector<const Sound*> out;
    for (const auto& name : names) {
        if (name == calls::or_else) break;
        out.push_back(prompt(name));
    }
    return out;
}
const Sound* Library::prompt(const std::string& name) const { return inside_->named(name, 15); }
const Sound* Library::music(const std::string& name) const { return inside_->named("music " + name, 250); }

}  // namespace layby::sounds
