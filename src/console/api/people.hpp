// Who is on this server: users and groups of this office, and the tenants. Console thread; owned by the API.
#pragma once
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class PeopleResources {
  public:
    /// The desk outlives it.
    explicit PeopleResources(const Desk& desk) : desk_(desk) {}
    Routes routes();

  private:
    void users(const Asked&, Answered);
    void groups(const Asked&, Answered);
    void tenants(const Asked&, Answered);

    const Desk& desk_;
};

}  // namespace layby::console
