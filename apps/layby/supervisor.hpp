// What a supervisor such as systemd is told: that the server is ready, that it lives, and that it ends (the
// protocol of sd_notify(3): a datagram with lines like READY=1). Read from the environment on the main
// thread, told from any.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "words/time.hpp"

namespace layby::app {

class Supervisor {
  public:
    /// Whom the environment names: NOTIFY_SOCKET, and WATCHDOG_USEC and WATCHDOG_PID when it wants to hear
    /// regularly that we live.
    static Supervisor of_environment();

    /// `socket`: its path, or the name of an abstract one with '@' in front; empty: there is no supervisor.
    explicit Supervisor(std::string socket, std::optional<Duration> patience = {})
        : socket_(std::move(socket)), patience_(patience) {}

    /// Lines as in sd_notify(3). Never waits: a supervisor that doesn't read misses it.
    void tell(std::string_view lines) const;
    /// How often it wants to hear that we live; none: never.
    std::optional<Duration> rhythm() const;

  private:
    std::string socket_;
    std::optional<Duration> patience_;  ///< after so long without a word it ends us
};

/// Tells the supervisor that we live, whenever its time has come on the thread that asks it. So the
/// supervisor hears nothing from a thread that hangs. Signalling thread.
class Pulse {
  public:
    /// Beats for the first time at `now`. `supervisor` outlives it.
    Pulse(const Supervisor& supervisor, Instant now);

    std::optional<Instant> next_deadline() const { return next_; }
    void expire(Instant now);

  private:
    const Supervisor& supervisor_;
    std::optional<Instant> next_;  ///< none: nobody wants to hear it
};

}  // namespace layby::app
