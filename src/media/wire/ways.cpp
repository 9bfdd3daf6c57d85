#include "media/wire/ways.hpp"

#include "media/wire/sockets.hpp"

namespace layby::media {
namespace {

constexpr const char* not_wanted = "it is not wanted";

}  // namespace

MadeNet make_net(const Options& options) {
    KernelSieve::Made kernel{nullptr, not_wanted};
    if (options.fastest >= Way::sieved) kernel = KernelSieve::make(options.first_port, options.last_port);
    RawSender::Made raw{nullptr, kernel.sieve ? not_wanted : kernel.why_not};
    if (options.fastest >= Way::raw && kernel.sieve) raw = RawSender::make();
    const Way way = raw.sender ? Way::raw : kernel.sieve ? Way::sieved : Way::sockets;
    return {std::make_unique<Sockets>(options.first_port, options.last_port, std::move(kernel.sieve),
                                      std::move(raw.sender)),
            {way, raw.why_not}};
}

}  // namespace layby::media
