// The live feed: the console's copy, and what has changed in it as numbered events, which those who listen
// read at their own pace. Who has fallen behind by more than is remembered gets the whole again, so a slow
// reader costs nothing but its place. As server-sent events (WHATWG HTML section 9.2). Owned by the server;
// console thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "console/copy.hpp"
#include "console/inbox.hpp"
#include "console/json.hpp"
#include "console/tally.hpp"

namespace layby::console {

/// What an event is about.
using Changed = std::variant<calls::ShownLots, calls::ShownPark, Unparked, calls::CallView, calls::CallOver,
                             calls::Presence, calls::Task, calls::TaskOver, BoxChanged, UserPhones,
                             ShownTrunk, ShownTrunks>;

class Feed {
  public:
    /// `everything`: asks for news of everything, which come by the inbox. `now`: the switchboard's time.
    Feed(Inbox& inbox, std::function<void()> everything, std::function<Instant()> now,
         std::size_t remembered = 4096);

    /// Who is told the same, before it is taken in here.
    void pass_on(std::function<void(const News&)> tell) { tell_ = std::move(tell); }

    /// Takes in what has been told so far. Whatever is read after it is no older than this call.
    void catch_up();
    /// False until the first news of everything are there, and after too many were lost.
    bool ready() const { return ready_; }
    const Copy& copy() const { return copy_; }
    const Tally& tally() const { return tally_; }
    Times times();

    /// The number of the last event, as one that listens knows it: "5f3a9c01-42".
    std::string last_id() const { return id_of(next_ - 1); }
    /// After which event somebody wants to go on; none when it isn't one of ours, or of another start.
    std::optional<std::uint64_t> number_of(const std::string& id) const;

    /// What comes next for a listener that has had everything up to an event; none: that has nothing yet.
    struct Piece {
        std::shared_ptr<const std::string> text;  ///< null: nothing new
        std::uint64_t last{};                     ///< the event up to which it is
    };
    Piece after(std::optional<std::uint64_t> event, bool sees_trunks = false);

  private:
    struct Event {
        Changed what;
        std::string text;  ///< written when the first one wants it
    };

    void take(News news);
    void on(std::vector<calls::Shown> changes);
    void on(UserPhones phones);
    void on(const Trunks& trunks);
    void on(Anew all);
    void on(const Past& past);
    void know_lots();
    void on_change(calls::Shown change);
    std::optional<Changed> event_instead_of(const calls::Shown& change) const;
    void note_busier_trunks();
    void note(Changed what);
    std::string id_of(std::uint64_t event) const;
    std::uint64_t first() const { return next_ - events_.size(); }
    const std::string& text_of(std::uint64_t event);
    bool is_for(bool sees_trunks, std::uint64_t event) const;
    struct Whole {
        std::weak_ptr<const std::string> text;  ///< as long as somebody reads it
        std::uint64_t upto{};
    };
    Piece whole(Whole& known, bool sees_trunks);

    Inbox& inbox_;
    std::function<void()> everything_;
    std::function<void(const News&)> tell_ = [](const News&) {};
    std::function<Instant()> now_;
    const std::size_t remembered_;
    const std::string epoch_;  ///< of this start: its events are no other's
    bool ready_{}, asked_{};
    Copy copy_;
    Tally tally_;
    std::deque<Event> events_;
    std::uint64_t next_{1};
    Whole whole_, whole_with_trunks_;
    std::chrono::system_clock::time_point anchor_;  ///< the wall clock at the switchboard's instant 0
};

}  // namespace layby::console
