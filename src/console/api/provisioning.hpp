// Ready settings for somebody's phone: without the password for who looks, with it for who may have it.
// Console thread; owned by the API.
#pragma once
#include "console/access/entrance.hpp"
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class ProvisioningResources {
  public:
    /// They outlive it.
    ProvisioningResources(const Desk& desk, const Entrance& entrance, Post post);
    Routes routes();

  private:
    void kinds(const Asked&, Answered);
    void without_password(const Asked&, Answered);
    void with_password(const Asked&, Answered);
    void write(const Asked&, Answered, bool with_password);

    const Desk& desk_;
    const Entrance& entrance_;
    Post post_;
};

}  // namespace layby::console
