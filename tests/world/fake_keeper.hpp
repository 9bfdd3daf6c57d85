// A disk that never fails: has what was written last of everything, for a restart. Forgetting what was never
// written is a mistake.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "calls/kept_calls.hpp"

namespace layby::world {

class FakeKeeper {
  public:
    void keep(const std::vector<calls::Change>& turn);
    calls::KeptCalls kept() const;

    std::map<LegId, calls::Leg> legs;
    std::map<calls::RingId, calls::Ring> rings;
    std::map<calls::TransferId, calls::Transfer> transfers;
    std::map<ParkId, calls::KeptPark> parks;
    std::map<std::pair<std::string, SlotNumber>, parking::Release> releases;
    std::map<std::string, calls::Presence> presences;
    std::map<std::string, calls::HandSet> hand_set;
    std::map<calls::TaskId, calls::Task> tasks;
    std::map<MessageId, calls::Message> messages;
    std::size_t turns{};
    std::vector<std::string> mistakes;

  private:
    void write(const calls::Leg& leg) { legs[leg.id] = leg; }
    void write(const calls::Ring& ring) { rings[ring.id] = ring; }
    void write(const calls::Transfer& transfer) { transfers[transfer.id] = transfer; }
    void write(const calls::KeptPark& park) { parks[park.park.id] = park; }
    void write(const calls::KeptRelease& kept) { releases[{kept.lot, kept.release.slot}] = kept.release; }
    void write(const calls::Presence& presence) { presences[presence.user] = presence; }
    void write(const calls::PresenceOver& over) {
        if (presences.erase(over.user) == 0) mistakes.push_back("forgot an unknown presence of " + over.user);
    }
    void write(const calls::HandSet& set) { hand_set[set.hours] = set; }
    void write(const calls::HandSetOver& over) {
        if (hand_set.erase(over.hours) == 0) mistakes.push_back("forgot hours by hand: " + over.hours);
    }
    void write(const calls::Task& task) { tasks[task.id] = task; }
    void write(calls::TaskId task) { forget(tasks, task, "task"); }
    void write(const calls::Message& message) { messages[message.id] = message; }
    void write(MessageId message) { forget(messages, message, "message"); }
    void write(LegId leg) { forget(legs, leg, "leg"); }
    void write(calls::RingId ring) { forget(rings, ring, "ring"); }
    void write(calls::TransferId transfer) { forget(transfers, transfer, "transfer"); }
    void write(ParkId park) { forget(parks, park, "park"); }
    template <class Table, class Id>
    void forget(Table& table, Id id, const char* what) {
        if (table.erase(id) == 0)
            mistakes.push_back(std::string{"forgot an unknown "} + what + " " + std::to_string(id.value));
    }
};

}  // namespace layby::world
