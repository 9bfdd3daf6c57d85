#include "media/wire/ways.hpp"

#include "media/wire/sockets.hpp"

namespace layby::media {

MadeNet make_net(const Options& options) {
    KernelSieve::Made made{nullptr, "not asked for"};
    if (options.fastest >= Way::sieved) made = KernelSieve::make(options.first_port, options.last_port);
    const ChosenWay chosen{made.sieve ? Way::sieved : Way::sockets, made.why_not};
    return {std::make_unique<Sockets>(options.first_port, options.last_port, std::move(made.sieve)), chosen};
}

}  // namespace layby::media
