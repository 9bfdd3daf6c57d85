// What went over the wire and what befell the world, in order: the story of a failure, and the proof that two
// runs of a seed are one.
#pragma once
#include <deque>
#include <functional>
#include <set>
#include <string>

#include "simulation/machine/machine.hpp"

namespace layby::simulation {

class Ladder {
  public:
    struct Line {
        Instant at;
        std::string from, to;  ///< names; empty: a note
        std::string text;      ///< the first line of the message, or the note
        std::string call_id;
        std::string fate;  ///< "lost", "twice"; empty: it arrives
    };

    void message(const std::string& from, const std::string& to, const std::string& text,
                 const std::string& fate);
    void note(const std::string& text);

    std::string text() const { return text({}); }
    /// The notes, and the messages of every call that these words name by its Call-ID; if they name none,
    /// everything.
    std::string text_about(const std::string& words) const;
    bool whole_messages{};  ///< in the lines, too
    std::uint64_t fingerprint() const {
        return fingerprint_;
    }  ///< of every byte so far, also of lines forgotten
    std::uint64_t messages() const { return messages_; }

  private:
    std::string text(const std::set<std::string>& call_ids) const;
    void add(Line line);
    void mix(const std::string& text);

    std::deque<Line> lines_;  ///< the latest
    std::uint64_t fingerprint_{14695981039346656037ULL}, messages_{};
};

}  // namespace layby::simulation
