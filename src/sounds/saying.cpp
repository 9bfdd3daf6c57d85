#include "sounds/saying.hpp"

namespace layby::sounds {

bool Saying::make(std::size_t frames) {
    if (program_.hopeless()) return false;
    std::string problem;
    auto sound = program_.say(said_, problem);
    if (program_.stopped()) return true;  // and begun again if there is another time
    if (!sound.samples) return program_.failed(problem), false;
    program_.succeeded();
    made_.emplace(std::move(sound), into_, codecs_);
    return made_->make(frames);
}

void Saying::keep(Shelf& shelf) const {
    if (made_) made_->keep(shelf);
}

}  // namespace layby::sounds
