// Where each recording of a music begins, noted while it is encoded. One thread adds; any number read,
// without locks.
#pragma once
#include "sounds/frames.hpp"

namespace layby::sounds {

class Tracks {
  public:
    /// The next recording begins with this frame.
    void add(std::size_t first_frame);
    /// The first frame of the recording that this frame is in.
    std::size_t start_of(std::size_t frame) const;

    /// As four bytes each, so that they are kept where frames are.
    Frames& as_frames() { return starts_; }
    const Frames& as_frames() const { return starts_; }

  private:
    std::size_t at(std::size_t track) const;
    Frames starts_;
};

}  // namespace layby::sounds
