// The people who may log in: shown, added, changed and removed. Console thread; owned by the API.
#pragma once
#include <string>

#include "console/access/hasher.hpp"
#include "console/access/keys.hpp"
#include "console/api/access_json.hpp"
#include "console/api/route.hpp"

namespace layby::console {

class AccountResources {
  public:
    /// Both outlive it.
    AccountResources(Keys& keys, Hasher& hasher) : keys_(keys), hasher_(hasher) {}
    Routes routes();

  private:
    void accounts(const Asked&, Answered);
    void put(const Asked&, Answered);
    void remove(const Asked&, Answered);
    void change(const std::string& name, const AccountChange& wanted, bool is_new, const std::string& hash,
                const std::string& shown, Answered);

    Keys& keys_;
    Hasher& hasher_;
};

}  // namespace layby::console
