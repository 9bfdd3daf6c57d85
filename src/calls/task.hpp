// A call-back task: somebody has called, and has hung up before anybody took the call. It is there until
// somebody has talked to that caller. Plain values; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "parking/events.hpp"
#include "words/ids.hpp"
#include "words/party.hpp"
#include "words/time.hpp"

namespace layby::calls {

using TaskId = Id<struct TaskTag>;

struct Task {
    enum class State : std::uint8_t {
        open,
        taken,    ///< `who` minds it
        done,     ///< by `who`, and `how`
        dropped,  ///< nobody calls back, as `who` has decided
    };
    enum class Why : std::uint8_t {
        abandoned,   ///< the caller hung up in its slot
        cut_off,     ///< its call broke off there
        unanswered,  ///< nobody has answered its call; it never was in a slot
        asked,       ///< the caller has left its slot for it, by a key
    };
    enum class How : std::uint8_t {
        by_hand,       ///< `who` says so
        called_back,   ///< `who` has called the caller, who answered
        called_again,  ///< the caller has called, and `who` has answered
    };
    TaskId id;
    std::uint32_t version{1};  ///< another one after each change
    State state{};
    Why why{};
    Party caller;            ///< neither name nor number of who asked for privacy
    std::string lot;         ///< empty: it never was in one
    SlotNumber slot;         ///< of the last time
    parking::Parker parker;  ///< likewise; its leg means nothing
    std::string for_user;    ///< for whom it was parked; empty: nobody in particular
    std::string trunk;       ///< unanswered: by whose line it came
    std::string dialled;     ///< unanswered: what it has dialled
    Instant first, last;     ///< when the caller gave up, for the first and for the last time
    std::uint32_t count{1};  ///< how often
    Duration waited{};       ///< the last time
    Instant due;             ///< somebody should have called back by then
    std::uint32_t tries{};   ///< how often somebody has had its phone call back
    std::string note;
    std::string who;  ///< a user, else an account or a number; empty while it is open
    How how{};        ///< done
    Instant changed;  ///< the state is this since then

    bool is_over() const { return state == State::done || state == State::dropped; }
    /// Whose it is first of all: for whom the caller was parked, else who parked it. Empty: nobody's.
    const std::string& owner() const { return for_user.empty() ? parker.user : for_user; }
    bool operator==(const Task&) const = default;
};

/// "abandoned", "cut off", "unanswered", "asked"; "by hand", "called back", "called again": for people and
/// programs.
const char* text_of(Task::Why why);
const char* text_of(Task::How how);

/// It is forgotten.
struct TaskOver {
    TaskId task;
    bool operator==(const TaskOver&) const = default;
};

/// What somebody does with a task.
struct TaskOrder {
    enum class What : std::uint8_t { take, done, drop, reopen, edit };
    TaskId task;
    What what{};
    std::string by;                          ///< a user, else an account: minds it, or has closed it
    bool by_user{};                          ///< it has to be a user that there is
    std::optional<std::uint32_t> version{};  ///< nothing is done when it is another one by now
    bool over_others{};                      ///< also with one that somebody else has taken
    std::optional<std::string> note{};       ///< empty: no note
    std::optional<Duration> due_in{};        ///< from now on
};

}  // namespace layby::calls
