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

namespace layby::app {

/// The parts outlive the desk's last use. `changed` is called after an order to the switchboard: its next
/// deadline may be another one then.
console::Desk desk_for(sip::Loop& loop, calls::Switchboard& switchboard, const sip::Endpoint& endpoint,
                       const media::Engine& engine, std::function<void()> changed,
                       std::function<void(std::function<void(std::vector<std::string>)>)> reload);

}  // namespace layby::app
