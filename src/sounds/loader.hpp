// Encodes in the background, at the lowest priority, what no start before has encoded. Owned by the library;
// its thread ends with it.
#pragma once
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "sounds/making.hpp"
#include "sounds/shelf.hpp"

namespace layby::sounds {

class Loader {
  public:
    using Jobs = std::vector<std::unique_ptr<Making>>;
    /// First each of the short ones, then a second of each of the long ones in turn, until all are done and
    /// kept on the shelf, which outlives this.
    void start(Jobs shorts, Jobs longs, Shelf& shelf);
    ~Loader();
    bool complete() const { return complete_; }

  private:
    void run();
    void finish(Jobs& jobs, std::size_t frames);

    Shelf* shelf_{};
    Jobs shorts_, longs_;
    std::atomic<bool> stop_{false}, complete_{true};
    std::thread thread_;
};

}  // namespace layby::sounds
