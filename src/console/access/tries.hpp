// How often somebody (an address, an account) has been wrong of late: each further try is answered later.
// Pure; owned by the API, console thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace layby::console {

class Tries {
  public:
    using Clock = std::chrono::steady_clock;
    /// `first`: how long the second wrong one waits; each further one twice as
    /// long, up to 1.5 s.
    explicit Tries(std::chrono::milliseconds first) : first_(first) {}

    struct Try {
        std::chrono::milliseconds delay{};
        std::uint64_t count{};  ///< of the same, with this one
    };
    Try wrong(const std::string& whose, Clock::time_point now);
    /// The right one: whoever is there knows it.
    void right(const std::string& whose) { of_.erase(whose); }
    /// How long until these are forgotten, when there are so many by now; none: fewer.
    std::optional<std::chrono::seconds> wait(const std::string& whose, std::uint64_t most,
                                             Clock::time_point now) const;

  private:
    void forget_old(Clock::time_point now);

    struct Count {
        std::uint64_t wrong{};
        Clock::time_point last;
    };
    const std::chrono::milliseconds first_;
    std::map<std::string, Count> of_;
};

}  // namespace layby::console
