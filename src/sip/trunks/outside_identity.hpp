// As whom a party is shown to an outside line that has a number of its own: providers refuse calls under a
// number that isn't the customer's. Owned by the trunk lines; signalling thread.
#pragma once
#include <set>
#include <string>
#include <unordered_map>

#include "sip/endpoint.hpp"

namespace layby::sip {

/// From shows who calls; what is asserted (P-Asserted-Identity, Remote-Party-ID) is the customer's own
/// number.
struct OutsideParty {
    Party from, asserted;
};

/// What all lines share: the numbers of our users, and those of emergency calls.
class OutsideBook {
  public:
    void reload(const Options& options);
    /// `dialled` is the number of a call that we make; empty: it was made to us.
    OutsideParty shown(const Party& party, const ShownOutside& rules, const std::string& dialled) const;

  private:
    std::unordered_map<std::string, std::string> users_;  ///< with their outside numbers, which may be empty
    std::set<std::string> emergency_;
};

}  // namespace layby::sip
