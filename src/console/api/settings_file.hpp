// The file of settings over the API: shown without secrets, checked, saved. For admins. Console thread; owned
// by the API.
#pragma once
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class SettingsFileResources {
  public:
    /// The desk outlives it.
    SettingsFileResources(const Desk& desk, Post post);
    Routes routes();

  private:
    void show(const Asked&, Answered);
    void check(const Asked&, Answered);
    void save(const Asked&, Answered);

    const Desk& desk_;
    Post post_;
};

}  // namespace layby::console
