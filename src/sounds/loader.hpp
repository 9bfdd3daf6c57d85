// Encodes the rest of the music in the background, at the lowest priority. Owned by the library; its thread
// ends with it.
#pragma once
#include <atomic>
#include <thread>
#include <vector>

#include "sounds/music.hpp"

namespace layby::sounds {

class Loader {
  public:
    /// A second of each in turn, until all are done.
    void start(std::vector<MusicMaking> jobs);
    ~Loader();
    bool complete() const { return complete_; }

  private:
    void run();

    std::vector<MusicMaking> jobs_;
    std::atomic<bool> stop_{false}, complete_{true};
    std::thread thread_;
};

}  // namespace layby::sounds
