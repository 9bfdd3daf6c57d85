// The dial plan: where a number leads, and who the office's users and trunks are. Built once from the
// settings and again at a reload; read on the signalling thread. A lookup takes no time that grows with
// the number of slots or users; patterns are tried one after the other.
#pragma once
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include "calls/office.hpp"
#include "calls/plan/presence_codes.hpp"

namespace layby::calls {

struct ToUser {
    std::string user;
};
struct ToGroup {
    std::string number;
};
/// Park: any free slot, or the chosen one.
struct ToLot {
    std::string lot;
    std::optional<SlotNumber> slot{};
    std::string for_user{};  ///< parked for this user; empty: for nobody in particular
    bool by_code{};          ///< dialled as the park code: a user means the call that it holds
    std::string pin{};       ///< the call's own; empty: none. Never logged
};
/// A slot's own number: dialled plainly it retrieves, as the target of a transfer it parks.
struct ToSlot {
    std::string lot;
    SlotNumber slot;
};
/// The retrieve code and a slot: it retrieves, and is no target of a transfer.
struct FromSlot {
    std::string lot;
    SlotNumber slot;
};
/// A call that is parked for this user; empty: for who dials.
struct FromParkedFor {
    std::string user;
};
/// Who has waited longest in this lot.
struct FromLot {
    std::string lot;
};
/// The call that rings at this user or group; its phones stop ringing.
struct FromRinging {
    std::string number;
};
/// A user switches these hours.
struct ToHours {
    std::string hours;
};
struct ToTrunks {
    std::vector<std::string> trunks;  ///< tried in order
    std::string number;               ///< as the trunk dials it
    std::string dialled{};            ///< as we were asked for it; empty: the same
};
struct ToNowhere {
    std::string hint;   ///< for the 404, e.g. "slots of lot main are 701-720"
    std::string lot{};  ///< whose slots the number is near to; empty: none's
};
using Destination = std::variant<ToUser, ToGroup, ToLot, ToSlot, FromSlot, FromParkedFor, FromLot,
                                 FromRinging, ToPresence, ToHours, ToTrunks, ToNowhere>;

/// A code that retrieves, and is no place to park.
bool only_retrieves(const Destination& to);

/// Phones ring there, for whoever calls.
bool rings_somebody(const Destination& to);

class DialPlan {
  public:
    explicit DialPlan(const Office& office);

    /// What the settings say.
    Destination find(const std::string& number) const;

    // Leftovers: slots that a reload took away, in which callers still wait. Who retrieves is led to them as
    // before, whatever the number means by now.
    void add_leftover(const ToSlot& slot) { leftovers_.insert_or_assign(slot.slot.text(), slot); }
    /// True when it was one.
    bool drop_leftover(const ToSlot& slot);
    const ToSlot* leftover(const std::string& number) const;
    /// The lot that has a slot by the settings; none: no lot has it.
    std::optional<std::string> lot_with(SlotNumber slot) const;

    /// ;orbit= of a URI leads to a slot or a lot, and never anywhere else.
    Destination find_orbit(const std::string& orbit) const;
    /// The first lot; empty when there is none.
    std::string default_lot() const { return lots_.empty() ? std::string{} : lots_.front().rules.name; }
    /// What the settings say of a number that arrives on a trunk; null: nothing, so it is one of ours.
    const RouteIn* route_in(const std::string& trunk, const std::string& number) const;

    /// A dialled number as a log may have it: without a PIN.
    std::string loggable(const std::string& number) const;

    const User* user(const std::string& name) const;
    const Group* group(const std::string& number) const;
    const Trunk* trunk(const std::string& name) const;
    bool is_emergency(const ToTrunks& to) const;

  private:
    void add_lot(const LotNumbers& lot);
    /// What a number is by itself, without codes and routes. O(log n) in lots, whatever their size.
    std::optional<Destination> meaning(const std::string& number) const;
    std::optional<ToSlot> slot_at(SlotNumber slot) const;
    std::optional<ToSlot> slot_named(const std::string& number) const;
    std::optional<ToLot> slot_behind_prefix(const std::string& number) const;
    void add_codes();
    std::optional<Destination> find_code(const std::string& number) const;
    std::optional<ToPresence> find_presence_code(const std::string& number) const;
    Destination park_code(const std::string& behind) const;
    Destination park_code_and(const std::string& place, const std::string& pin) const;
    Destination retrieve_code(const std::string& behind) const;
    Destination pickup_code(const std::string& behind) const;
    ToNowhere nowhere(const std::string& number) const;

    struct Range {
        SlotNumber last;
        std::string lot;
    };
    std::unordered_map<std::string, Destination> numbers_;           ///< all but slots
    std::map<SlotNumber, Range> slots_;                              ///< by the first of each lot
    std::map<std::string, std::vector<std::string>> park_prefixes_;  ///< to the lots that park by them
    std::unordered_map<std::string, ToSlot> leftovers_;
    std::unordered_map<std::string, User> users_;
    std::unordered_map<std::string, Group> groups_;
    std::unordered_map<std::string, Trunk> trunks_;
    std::vector<LotNumbers> lots_;
    std::unordered_set<std::string> emergency_;
    Codes codes_;
    std::vector<RouteOut> routes_out_;
    std::vector<RouteIn> routes_in_;
};

}  // namespace layby::calls
