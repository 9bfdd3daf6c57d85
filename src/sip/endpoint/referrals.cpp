#include "sip/endpoint/referrals.hpp"

namespace layby::sip {

void Referrals::add(ReferralId id, DialogState state, std::unique_ptr<Incoming> refer, Flow flow, bool silent,
                    std::optional<ForeignCall> foreign) {
    const auto over = [this, id] { soon_.run([this, id] { all_.erase(id); }); };
    auto& asked = all_[id] =
        std::make_unique<Referral>(stack_, std::move(state), std::move(refer), std::move(flow), silent, over);
    if (foreign) asked->is_about(std::move(*foreign));
}

Referral* Referrals::find(ReferralId id) const {
    const auto found = all_.find(id);
    return found == all_.end() ? nullptr : found->second.get();
}

}  // namespace layby::sip
