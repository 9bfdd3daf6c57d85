// Hashes and checks passwords on a thread of the server's. Owned by the API; asked on the console thread.
#pragma once
#include <functional>
#include <string>

#include "console/exchange.hpp"
#include "console/password.hpp"
#include "console/worker.hpp"

namespace layby::console {

class Hasher {
  public:
    /// The worker outlives it.
    Hasher(HashCost cost, Worker& worker);

    /// Too many wait: who asks now isn't served.
    bool is_full() const { return worker_.is_full(); }
    /// `done` is called on the console thread; never when it is full. An empty hash is that of nobody, whom
    /// no password fits.
    void check(std::string password, std::string hash, std::function<void(bool fits)> done);
    /// As check(). The hash is empty when there was no memory for it.
    void hash(std::string password, std::function<void(std::string)> done);

  private:
    const HashCost cost_;
    const std::string nobody_;
    Worker& worker_;
};

/// The refusal (503) while it is full.
Answer hasher_busy();

}  // namespace layby::console
