// What the console may ask, answered on the signalling thread by the parts that know.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "calls/switchboard.hpp"
#include "console/http_server.hpp"
#include "media/engine.hpp"
#include "sip/endpoint.hpp"
#include "sip/loop.hpp"
#include "store/store.hpp"

namespace layby::app {

/// Those who know. They outlive the desk's last use.
struct Parts {
    sip::Loop& loop;
    calls::Switchboard& switchboard;
    const sip::Endpoint& endpoint;
    const media::Engine& engine;
    store::Store* store;  ///< none: nothing is kept
};

/// `changed` is called after an order to the switchboard: its next
/// deadline may be another one then.
console::Desk desk_for(const Parts& parts, std::function<void()> changed,
                       std::function<void(std::function<void(std::vector<std::string>)>)> reload);

}  // namespace layby::app
