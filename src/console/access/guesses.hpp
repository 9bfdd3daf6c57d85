// Who has tried passwords of late: the more, the later the answer, and at some point none. By source, so that
// nobody tries many; by account, so that many sources don't either. Who has logged in from a source before is
// counted alone: neither do colleagues shut each other out, nor does one's own password forgive what one
// tried of others. Pure; owned by the API, console thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "console/access/tries.hpp"

namespace layby::console {

class Guesses {
  public:
    using Clock = Tries::Clock;
    /// An office behind one address mistypes less often than that in ten minutes.
    static constexpr std::uint64_t most_of_source = 20;
    /// Somebody else's guesses must not shut the owner out: who has logged in from a source before is let
    /// try.
    static constexpr std::uint64_t most_of_account = 50;

    /// `first`: as for Tries.
    explicit Guesses(std::chrono::milliseconds first)
        : by_source_(first), by_account_(first), by_pair_(first) {}

    /// For how long nothing is looked at; none: now.
    std::optional<std::chrono::seconds> wait(const std::string& source, const std::string& account,
                                             Clock::time_point now) const;
    /// A try counts from when it comes, so that many at once are many.
    Tries::Try tried(const std::string& source, const std::string& account, Clock::time_point now);
    /// It was the right one.
    void right(const std::string& source, const std::string& account);

  private:
    bool knows(const std::string& source, const std::string& account) const;

    Tries by_source_, by_account_, by_pair_;
    std::deque<std::pair<std::string, std::string>> known_;  ///< source and account, the latest last
};

/// An IPv4 address, or the /64 of an IPv6 address: that much belongs to one customer. Anything else as it is.
std::string source_of(const std::string& address);

}  // namespace layby::console
