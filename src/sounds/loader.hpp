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
    /// What is to be done, besides what wasn't done yet.
    struct Work {
        Jobs shorts;  ///< first, each of them
        Jobs longs;   ///< then a second of each in turn ...
        Jobs slow;    ///< ... and one of these now and then, which may take long
    };
    /// Until all is done and kept on the shelf, which outlives this.
    void start(Work work, Shelf& shelf);
    /// Returns when nothing runs any more. The slow ones are forgotten; start() goes on with the others.
    void pause();
    ~Loader();
    bool complete() const { return complete_; }

  private:
    void run();
    void pass(Jobs& jobs);
    void finish(Jobs& jobs);
    void finish_slow();

    Shelf* shelf_{};
    Work work_;
    std::atomic<bool> stop_{false}, complete_{true};
    std::thread thread_;
};

}  // namespace layby::sounds
