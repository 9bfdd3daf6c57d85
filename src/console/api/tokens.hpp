// The tokens of the API: shown, made and revoked. Console thread; owned by the API.
#pragma once
#include "console/access/keys.hpp"
#include "console/api/route.hpp"

namespace layby::console {

class TokenResources {
  public:
    /// `keys` outlives it.
    explicit TokenResources(Keys& keys) : keys_(keys) {}
    Routes routes();

  private:
    void tokens(const Asked&, Answered);
    void add(const Asked&, Answered);
    void revoke(const Asked&, Answered);

    Keys& keys_;
};

}  // namespace layby::console
