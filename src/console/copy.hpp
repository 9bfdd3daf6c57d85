// The console's own copy of what a board shows, kept in step by the changes that the switchboard tells. So
// reading it costs the signalling thread nothing, however many calls there are and however many readers.
// Pure; owned by the feed, console thread.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "console/news.hpp"

namespace layby::console {

class Copy {
  public:
    /// True when it is news: something is not as it was.
    bool take(const calls::Shown& change);
    /// It is no news that a phone has registered for longer.
    bool take(const UserPhones& now);

    void take(const Trunks& now) { trunks_ = now.trunks; }

    /// By name.
    const std::vector<calls::LotShape>& lots() const { return lots_; }
    const calls::LotShape* lot(const std::string& name) const;
    /// Who waits in a lot, by slot.
    std::vector<const calls::ShownPark*> parked_in(const std::string& lot) const;
    std::size_t count_in(const std::string& lot) const;
    /// Null: nobody waits there.
    const calls::ShownPark* parked_at(const std::string& lot, SlotNumber slot) const;
    /// By id.
    const std::map<LegId, calls::CallView>& calls() const { return calls_; }
    /// Null: it is over, or was never told.
    const calls::ShownPark* park(ParkId id) const;
    /// By user; absent: at rest.
    const std::map<std::string, calls::Presence>& presences() const { return presences_; }
    /// By id, also those that are over.
    const std::map<calls::TaskId, calls::Task>& tasks() const { return tasks_; }
    /// Null: there is none, or it is forgotten.
    const calls::Task* task(calls::TaskId id) const;
    /// By id.
    const std::map<MessageId, calls::Message>& messages() const { return messages_; }
    /// In the box of this user, else in all; those that nobody has heard first, then the latest.
    std::vector<const calls::Message*> messages_in(const std::string& box) const;
    /// Null: there is none, or it is forgotten.
    const calls::Message* message(MessageId id) const;
    /// By user; absent: none.
    const std::map<std::string, std::vector<Registration>>& phones() const { return phones_; }
    /// In the order of the settings.
    const std::vector<Trunk>& trunks() const { return trunks_; }
    TrunkCalls calls_of_trunk(const std::string& trunk) const;
    ShownTrunks shown_trunks() const;
    /// None: there is no such trunk.
    std::optional<ShownTrunk> shown_trunk(const std::string& name) const;
    /// Trunks that have had a call more or less since this was asked last.
    std::vector<std::string> busier_trunks() { return std::exchange(busier_trunks_, {}); }

    /// The same as the switchboard says it, for tests.
    std::vector<calls::LotView> lot_views() const;
    std::vector<calls::CallView> call_views() const;

  private:
    bool on(const calls::ShownLots& now);
    bool on(const calls::ShownPark& now);
    bool on(const calls::ParkOver& over);
    bool on(const calls::CallView& now);
    bool on(const calls::CallOver& over);
    bool on(const calls::Presence& now);
    bool on(const calls::Task& now);
    bool on(const calls::TaskOver& over);
    bool on(const calls::Message& now);
    bool on(const calls::MessageOver& over);
    void leave_slot(const calls::ShownPark& park);
    void count(const calls::CallView& call, bool begins);

    std::vector<calls::LotShape> lots_;
    std::unordered_map<ParkId, calls::ShownPark> parks_;
    std::unordered_map<std::string, std::map<SlotNumber, ParkId>> in_slots_;  ///< by lot; absent: all free
    std::map<LegId, calls::CallView> calls_;
    std::map<std::string, calls::Presence> presences_;
    std::map<calls::TaskId, calls::Task> tasks_;
    std::map<MessageId, calls::Message> messages_;
    std::map<std::string, std::vector<Registration>> phones_;
    std::vector<Trunk> trunks_;
    std::unordered_map<std::string, TrunkCalls> trunk_calls_;  ///< by trunk; absent: none
    std::vector<std::string> busier_trunks_;
};

}  // namespace layby::console
