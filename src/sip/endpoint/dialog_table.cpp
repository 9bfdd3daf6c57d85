#include "sip/endpoint/dialog_table.hpp"

#include <algorithm>

#include "runtime/check.hpp"

namespace layby::sip {
namespace {

constexpr Duration remembered_after_end = std::chrono::seconds{5};

}  // namespace

DialogTable::DialogTable(const Soon& soon, DialogKeeper* keeper, std::uint64_t start, std::uint64_t first_id,
                         std::size_t& in_all)
    : soon_(soon),
      keeper_(keeper),
      in_all_(in_all),
      start_(start),
      leg_ids_(first_id, LegIds::Giver::endpoint),
      buried_expire_(soon.loop()) {}

Dialog& DialogTable::add(DialogHost& host, DialogState state) {
    host.stack().note_leg(state.leg, state.name.call_id);
    auto& dialog = dialogs_[state.leg];
    if (state.peer.device) by_device_.emplace(state.peer.device, state.leg);
    if (!CHECK(!dialog)) return *dialog;
    dialog = std::make_unique<Dialog>(host, std::move(state));
    ++in_all_;
    return *dialog;
}

Dialog* DialogTable::find(LegId leg) const {
    const auto found = dialogs_.find(leg);
    return found == dialogs_.end() ? nullptr : found->second.get();
}

std::vector<LegId> DialogTable::legs() const {
    std::vector<LegId> all;
    all.reserve(dialogs_.size());
    for (const auto& [leg, dialog] : dialogs_) all.push_back(leg);
    return all;
}

std::vector<LegId> DialogTable::of_device(DeviceId device) const {
    std::vector<LegId> out;
    const auto [first, last] = by_device_.equal_range(device);
    for (auto at = first; at != last; ++at) out.push_back(at->second);
    return out;
}

std::vector<LegId> DialogTable::of_trunk(const std::string& name) const {
    std::vector<LegId> out;
    for (const auto& [leg, dialog] : dialogs_) {
        const auto& peer = dialog->values().peer;
        if (peer.kind == calls::Origin::Kind::trunk && peer.name == name) out.push_back(leg);
    }
    return out;
}

void DialogTable::leave_device(const Dialog& dialog) {
    const auto [first, last] = by_device_.equal_range(dialog.values().peer.device);
    const auto own =
        std::find_if(first, last, [&](const auto& one) { return one.second == dialog.values().leg; });
    if (own != last) by_device_.erase(own);
}

/// Some phones swap the tags of a dialog that they didn't begin.
std::optional<LegId> DialogTable::leg_named(const DialogName& name) const {
    for (const auto& key : {name.key(), DialogName{name.call_id, name.remote_tag, name.local_tag}.key()})
        if (const auto found = names_.find(key); found != names_.end()) return found->second;
    return {};
}

void DialogTable::over(LegId leg) {
    soon_.run([this, leg] { bury(leg); });
}

void DialogTable::bury(LegId leg) {
    const auto found = dialogs_.find(leg);
    if (found == dialogs_.end()) return;
    const auto key = found->second->values().name.key();
    buried_.push_back(
        {soon_.loop().now() + remembered_after_end, names_.contains(key) ? key : std::string{}});
    const bool kept = found->second->is_kept();
    leave_device(*found->second);
    dialogs_.erase(found);
    --in_all_;
    if (keeper_ && kept) keeper_->forget(leg);
    if (!buried_expire_.running()) buried_expire_.set(remembered_after_end, [this] { forget_buried(); });
}

void DialogTable::forget_buried() {
    const auto now = soon_.loop().now();
    for (; !buried_.empty() && buried_.front().until <= now; buried_.pop_front())
        names_.erase(buried_.front().key);
    if (!buried_.empty()) buried_expire_.set(buried_.front().until - now, [this] { forget_buried(); });
}

}  // namespace layby::sip
