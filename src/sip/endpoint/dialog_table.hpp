// The dialogs of the endpoint by leg and by name; one that is over stays known for 5 s, for a late
// Replaces. Owned by the endpoint; signalling thread.
#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sip/dialog/dialog.hpp"
#include "sip/dialog_keeper.hpp"
#include "sip/endpoint/soon.hpp"

namespace layby::sip {

class DialogTable {
  public:
    /// `keeper`: who keeps dialogs; null: nobody. `start`: of the server. `first_id`: from ids_of().
    /// `in_all`: counts those of all tables.
    DialogTable(const Soon& soon, DialogKeeper* keeper, std::uint64_t start, std::uint64_t first_id,
                std::size_t& in_all);
    ~DialogTable() { clear(); }
    DialogTable(const DialogTable&) = delete;
    DialogTable& operator=(const DialogTable&) = delete;

    std::uint64_t start() const { return start_; }  ///< which start of the server this is
    LegId next_leg() { return leg_ids_.next(); }
    Dialog& add(DialogHost& host, DialogState state);
    Dialog* find(LegId leg) const;
    std::vector<LegId> of_device(DeviceId device) const;
    std::vector<LegId> of_trunk(const std::string& name) const;
    std::vector<LegId> legs() const;
    std::size_t size() const { return dialogs_.size(); }
    void clear() {
        in_all_ -= dialogs_.size();
        dialogs_.clear();
        by_device_.clear();
    }
    std::size_t& transfers() { return transfers_; }  ///< that dialogs report on
    std::size_t transfers() const { return transfers_; }
    void over(LegId leg);  ///< destroyed soon, not at once

    void name(LegId leg, const DialogName& name) { names_[name.key()] = leg; }
    void forget(const DialogName& name) { names_.erase(name.key()); }
    std::optional<LegId> leg_named(const DialogName& name) const;

  private:
    struct Buried {
        Instant until;
        std::string key;
    };
    void bury(LegId leg);
    void leave_device(const Dialog& dialog);
    void forget_buried();

    const Soon& soon_;
    DialogKeeper* keeper_;
    std::size_t& in_all_;
    const std::uint64_t start_;
    LegIds leg_ids_;
    std::unordered_map<LegId, std::unique_ptr<Dialog>> dialogs_;
    std::unordered_multimap<DeviceId, LegId> by_device_;
    std::unordered_map<std::string, LegId> names_;  ///< DialogName::key()
    std::deque<Buried> buried_;
    Timer buried_expire_;
    std::size_t transfers_{};
};

}  // namespace layby::sip
