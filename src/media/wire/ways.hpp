// Which way packets take between the core and the kernel on this machine. Before the loop starts.
#pragma once
#include <memory>

#include "media/core/net.hpp"
#include "media/engine.hpp"

namespace layby::media {

struct MadeNet {
    std::unique_ptr<Net> net;
    ChosenWay chosen;
};
/// The best way that this machine permits, and the options.
MadeNet make_net(const Options& options);

}  // namespace layby::media
