// The switchboard: turns what adapters tell into events of the lots, and what lots ask for into orders to
// adapters. Facts in, orders out, as values: whoever runs it carries out what a turn wants done. Owns legs,
// bridges, rings, transfers and lots. Lives on the signalling thread; never blocks; time is an argument.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calls/facts.hpp"
#include "calls/hours.hpp"
#include "calls/message.hpp"
#include "calls/office.hpp"
#include "calls/ports/audio_ports.hpp"
#include "calls/shown.hpp"
#include "calls/task.hpp"
#include "calls/turn.hpp"
#include "parking/lot.hpp"

namespace layby::calls {

/// What lives inside; all zero when no call is up.
struct Counters {
    std::size_t legs{}, bridges{}, rings{}, transfers{}, parked{}, deadlines{};
    std::uint64_t calls_total{}, parks_total{}, retrieves_total{}, recalls_total{}, refused_parks_total{},
        abandoned_total{}, barred_total{}, adopted_total{}, taken_away_total{};
    Counters& operator+=(const Counters& other);
};

enum class CommandResult {
    done,
    no_such_lot,
    no_such_slot,
    slot_empty,
    no_such_user,
    no_such_call,
    not_talking,  ///< nothing can be done with it now
    not_registered,
    not_allowed,
    being_taken,
    another_call,  ///< somebody else is in the slot by now
    no_such_number,
    no_such_hours,
    barred,          ///< it may not be called outside
    do_not_disturb,  ///< who is to be rung wants no calls
    too_many_calls,  ///< of that user, or its phone rings by such an order already
    about_to_end,    ///< the server takes no new calls
    no_such_task,
    task_taken,    ///< somebody else minds it
    task_over,     ///< it is done, or dropped
    task_changed,  ///< somebody has changed it meanwhile
    no_number,     ///< of who is to be called: it was hidden
    no_such_message,
    no_message_box,    ///< of that user
    message_box_full,  ///< likewise
    not_listening,     ///< the caller is on hold, or leaves a message already
    undone             ///< by an error of ours: everything is as it was
};

/// What people say about a parked call; none: as it is.
struct ParkEdit {
    std::optional<std::string> note;      ///< empty: no note
    std::optional<std::string> for_user;  ///< a user; empty: for nobody in particular
    std::optional<Duration> longer;       ///< it may wait so much longer
};

/// Whose phones a board or a program rings for a parked call.
struct RetrieveOrder {
    std::string user;
    std::string by{};  ///< the user who has ordered it: its own phones ring in any case; empty: a program
};

/// Whom a board or a program sends somebody to.
struct TransferOrder {
    std::string number;  ///< of a user, a group, or outside
    std::string by{};    ///< the user on whose account it leaves; empty: who has the call
};

/// Whose phone a board or a program rings so that it calls somebody.
struct CallOrder {
    std::string user;
    std::string number;  ///< as the user would dial it: what parks, or changes settings, is none
    std::string by{};    ///< the user who has ordered it: its own phones ring in any case; empty: a program
    std::string who{};   ///< the same for the history: an account or a token
    bool answers{};      ///< the phone is asked to answer by itself
    TaskId task{};       ///< so that it is done; none: it is about no task
};

/// A slot of a lot; none: any.
struct Place {
    std::string lot;
    std::optional<SlotNumber> slot{};
};

/// What became of a command, and what is to be done for it.
struct Commanded {
    CommandResult result{};
    Turn turn;
    std::vector<LegId> legs{};  ///< of a call that was ordered: the phones that ring for it
};

class Switchboard {
  public:
    /// `ports` outlives it.
    Switchboard(Office office, AudioPorts& ports, std::uint64_t seed);
    ~Switchboard();

    /// Goes on with what was kept before a restart; before the first fact but those on whom we can call. Ids
    /// are given from `first_id` on (see ids_of), so that none means two things.
    [[nodiscard]] Turn restore(KeptCalls kept, std::uint64_t first_id, Instant now);

    /// A caller of another node waits here from now on. A turn that resumes nobody: that can't be.
    [[nodiscard]] Turn adopt(const Adopted& taken, Instant now);

    [[nodiscard]] Turn handle(const Fact& fact, Instant now);
    [[nodiscard]] Turn expire(Instant now);        ///< runs every deadline that is due
    std::optional<Instant> next_deadline() const;  ///< when to call expire() again; O(1)

    // What a board or a program orders. `only`: nothing is done when another call is in the slot; none:
    // whoever is there is meant.
    /// Rings the user's devices (asking them to answer by themselves) and joins the one that answers to the
    /// caller in the slot.
    [[nodiscard]] Commanded retrieve(const std::string& lot, SlotNumber slot, const RetrieveOrder& order,
                                     Instant now, ParkId only = {});
    /// Rings that number, and joins who answers to the caller in the slot; if nobody does, it waits on.
    [[nodiscard]] Commanded transfer(const std::string& lot, SlotNumber slot, const TransferOrder& order,
                                     Instant now, ParkId only = {});
    /// Transfers this party of a call. If nobody answers there, the two talk again.
    [[nodiscard]] Commanded transfer(LegId transferee, const TransferOrder& order, Instant now);
    /// Rings the user's devices, and has the one that answers call the number. Until then whoever hangs up
    /// one of its legs takes all of it back.
    [[nodiscard]] Commanded call(const CallOrder& order, Instant now);
    /// Ends the call in this slot.
    [[nodiscard]] Commanded release(const std::string& lot, SlotNumber slot, Instant now, ParkId only = {});
    /// Gives the call in this slot a PIN of its own; empty: takes it away. The lot's PIN, if any, counts
    /// then.
    [[nodiscard]] Commanded set_pin(const std::string& lot, SlotNumber slot, const std::string& pin,
                                    Instant now, ParkId only = {});
    /// What is said about the call in this slot.
    [[nodiscard]] Commanded edit(const std::string& lot, SlotNumber slot, const ParkEdit& edit, Instant now,
                                 ParkId only = {});
    /// The caller is asked to speak into this user's box, as if it had chosen that, and waits for that user
    /// from now on.
    [[nodiscard]] Commanded ask_for_message(const std::string& lot, SlotNumber slot, const std::string& user,
                                            Instant now, ParkId only = {});
    /// Parks this party of a call, as if the other one had keyed the park code. `where`: a lot, and a slot
    /// of it if that is to be the one; no lot: the first.
    [[nodiscard]] Commanded park(LegId parkee, const Place& where, Instant now);
    /// Hangs up on this party of a call. One that waits in a slot is released, with an outcome.
    [[nodiscard]] Commanded hang_up(LegId leg, Instant now);
    /// What this user wants done with its calls from now on.
    [[nodiscard]] Commanded set_presence(const Presence& presence, Instant now);
    /// Opened or closed by hand, or by the clock again.
    [[nodiscard]] Commanded set_hours(const HoursOrder& order, Instant now);
    /// What somebody does with a call-back task.
    [[nodiscard]] Commanded change_task(const TaskOrder& order, Instant now);
    /// Has the caller of a task called back, as by call(); who orders it takes the task. `call` names no
    /// number.
    [[nodiscard]] Commanded call_back(const TaskOrder& order, const CallOrder& call, Instant now);
    /// Tasks of this number are forgotten; `erased`: how many.
    [[nodiscard]] Turn erase_tasks(const std::string& number, std::size_t& erased, Instant now);
    /// What somebody does with a message.
    [[nodiscard]] Commanded change_message(const MessageOrder& order, Instant now);
    /// Messages of this number are forgotten; `erased`: how many.
    [[nodiscard]] Turn erase_messages(const std::string& number, std::size_t& erased, Instant now);
    /// A changed office: parked calls and calls in progress stay as they are.
    [[nodiscard]] Turn reload(Office office, Instant now);

    /// Nobody new is parked from now on, or again; who is parked stays and can be retrieved.
    void close_lots(bool closed);

    /// A server that is to end when it is empty: new calls are refused with 503 from now on, or no more. Who
    /// is there stays, and calls that take somebody out of a slot, or pick up what rings, are let in.
    void drain(bool draining);

    /// Whether dialling this now takes somebody out of a slot. Cheap: asked of each call while there are too
    /// many.
    bool has_waiting(const std::string& number) const;

    /// The user's name as others see it; empty: it has none, or there is no such user.
    std::string display_of(const std::string& user) const;
    /// In both directions at once; 0: no limit, or no such trunk.
    std::size_t max_calls_of_trunk(const std::string& trunk) const;
    std::vector<LotView> lots() const;
    std::vector<CallView> calls() const;
    /// As it was said last; of who has said nothing, at rest. None: there is no such user.
    std::optional<Presence> presence(const std::string& user) const;
    /// By name.
    std::vector<HoursView> hours() const;
    std::optional<HoursView> hours_named(const std::string& name) const;
    /// None: there is no such task.
    std::optional<Task> task(TaskId id) const;
    /// Everything that is shown, as changes, for who has lost count. Grows with the number of calls.
    std::vector<Shown> shown() const;
    Counters counters() const;
    bool consistent() const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::calls
