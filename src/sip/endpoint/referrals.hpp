// The requests to park that came from outside of calls, until their last NOTIFY. Owned by the endpoint;
// signalling thread.
#pragma once
#include <memory>
#include <optional>
#include <unordered_map>

#include "sip/dialog/referral.hpp"
#include "sip/endpoint/soon.hpp"

namespace layby::sip {

class Referrals {
  public:
    /// `start`: of ids_of().
    Referrals(const Soon& soon, Stack& stack, std::uint64_t start)
        : soon_(soon), stack_(stack), last_(ids_of(start)) {}

    ReferralId next() { return {++last_}; }
    /// `foreign`: whom to call to have the caller, when its call doesn't run through us.
    void add(ReferralId id, DialogState state, std::unique_ptr<Incoming> refer, Flow flow, bool silent,
             std::optional<ForeignCall> foreign);
    Referral* find(ReferralId id) const;
    std::size_t size() const { return all_.size(); }
    void clear() { all_.clear(); }

  private:
    const Soon& soon_;
    Stack& stack_;
    std::uint64_t last_;
    std::unordered_map<ReferralId, std::unique_ptr<Referral>> all_;
};

}  // namespace layby::sip
