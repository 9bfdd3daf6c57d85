// How replies of the store become the console's. Any thread.
#pragma once
#include <utility>
#include <vector>

namespace layby::app {

/// Carries a reply of the store over: `one` makes each of its entries one of the console's.
template <class Reply, class One>
auto each(Reply reply, One one) {
    return [reply = std::move(reply), one](const auto& entries) {
        using Told = decltype(one(entries->front()));
        if (!entries) return reply({});
        std::vector<Told> out;
        for (const auto& entry : *entries) out.push_back(one(entry));
        reply(std::move(out));
    };
}

}  // namespace layby::app
