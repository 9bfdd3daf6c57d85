// Sources that answer challenges wrongly: not heard for a moment, and then for longer. Counted are only wrong
// answers to nonces that were given to that very source, so that nobody is banned by packets that bear its
// address. Pure: time is an argument. Owned by the door; signalling thread.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "words/networks.hpp"
#include "words/time.hpp"

namespace layby::sip {

struct Ban {
    std::string source;
    Duration left{};
    std::size_t failures{};  ///< that led to it
};

class Bans {
  public:
    void change(std::size_t failures) { allowed_ = failures; }  ///< 0: nobody is banned

    /// Whether what comes from there isn't to be answered now.
    bool silences(const std::string& source, Instant now) const;
    /// A wrong answer. `known`: phones are registered there, so that it is never shut out for longer than a
    /// minute. For how long the source is banned, if it is now; a pause of some seconds isn't told.
    std::optional<Duration> failed(const std::string& source, bool known, Instant now);
    bool lift(const std::string& source) { return sources_.erase(source) != 0; }

    std::vector<Ban> list(Instant now) const;
    std::size_t remembered() const { return sources_.size(); }
    std::uint64_t total() const { return total_; }

  private:
    struct Source {
        std::size_t failures{};
        std::size_t banned{};  ///< how often in a row
        Instant last{};
        Instant until{};
        bool shut_out{};  ///< until then by a ban, and not by a pause
    };
    static void forgive(Source& source, Instant now);
    bool make_room(Instant now);
    Duration next_ban(const Source& source, bool known) const;

    std::size_t allowed_{10};
    std::unordered_map<std::string, Source> sources_;
    std::uint64_t total_{};
};

}  // namespace layby::sip
