// What lamps show: the last that was told about every slot that isn't free and every user who isn't idle.
// Owned by the lamps, signalling thread. Nothing here knows of subscriptions.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "calls/watched.hpp"
#include "sip/lamps/topic.hpp"

namespace layby::sip {

class LampTable {
  public:
    void lots_are(const calls::WatchedLots& seen) {
        lots_ = seen.lots;
        do_not_disturb_ = seen.do_not_disturb;
        hours_ = seen.hours;
    }
    /// The topics that look different now; empty when nothing that a lamp shows has changed.
    std::vector<Topic> slot_is(const calls::WatchedSlot& slot);
    std::vector<Topic> user_is(const calls::WatchedUser& user);
    std::vector<Topic> presence_is(const calls::WatchedPresence& presence);
    std::vector<Topic> box_is(const calls::WatchedBox& box);
    std::vector<Topic> hours_are(const calls::WatchedHours& hours);

    const calls::WatchedLot* lot_of(SlotNumber slot) const;
    /// By the settings, or because somebody still waits there after a reload has taken it away.
    bool has(SlotNumber slot) const { return lot_of(slot) || taken(slot); }
    bool has_lot(const std::string& name) const { return lot_named(name) || by_lot_.contains(name); }
    /// By its name or park number.
    const calls::WatchedLot* lot_called(const std::string& number) const;
    const calls::WatchedLot* lot_named(const std::string& name) const;
    /// A parked call; null when the slot is free.
    const calls::WatchedSlot* taken(SlotNumber slot) const;
    /// Also of a lot that is gone, as long as somebody waits there.
    std::vector<SlotNumber> taken_in(const std::string& lot) const;
    calls::WatchedUser user(const std::string& name) const;
    bool is_undisturbed(const std::string& user) const { return undisturbed_.contains(user); }
    /// The user whose do-not-disturb a number is the lamp of, as far as the number says; none: of nobody.
    std::optional<std::string> undisturbed_by(const std::string& number) const;
    /// As a phone dials it to change that.
    std::string number_of_undisturbed(const std::string& user) const { return do_not_disturb_ + user; }
    /// The name of the hours whose code a number is; null: it is none.
    const std::string* hours_with(const std::string& code) const;
    bool is_closed(const std::string& code) const { return closed_.contains(code); }
    /// Of a user.
    calls::WatchedBox box(const std::string& user) const;
    /// The calls parked for a user, in the order of their slots.
    std::vector<const calls::WatchedSlot*> parked_for(const std::string& user) const;

  private:
    void index(const calls::WatchedSlot& slot);
    void unindex(const calls::WatchedSlot& slot);
    using Index = std::unordered_map<std::string, std::set<SlotNumber>>;
    static void unindex(Index& index, const std::string& name, SlotNumber slot);

    std::vector<calls::WatchedLot> lots_;       ///< a handful
    std::string do_not_disturb_;                ///< code; empty: there are no such lamps
    std::set<std::string> undisturbed_;         ///< users
    std::map<std::string, std::string> hours_;  ///< names, by code
    std::set<std::string> closed_;              ///< codes of hours
    std::map<SlotNumber, calls::WatchedSlot> slots_;
    std::unordered_map<std::string, calls::WatchedUser> users_;
    std::unordered_map<std::string, calls::WatchedBox> boxes_;  ///< those that aren't empty
    Index for_user_, by_lot_;
};

/// A slot's number as it is dialled; none when it is something else.
std::optional<SlotNumber> slot_in(const std::string& text);

}  // namespace layby::sip
