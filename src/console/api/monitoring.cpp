// What a monitor asks: whether the server should get calls, and its figures.
#include <algorithm>

#include "console/api/server.hpp"
#include "console/metrics.hpp"

namespace layby::console {
namespace {

bool counts_any(const std::vector<Count>& counts, const char* group, const char* name) {
    return std::ranges::any_of(counts, [&](const Count& count) {
        return count.group == group && count.name == name && count.value != 0;
    });
}

/// Why calls are better sent elsewhere; empty: they aren't.
std::string why_not_ready(const std::vector<Count>& counts) {
    if (counts_any(counts, "runtime", "draining")) return "the server drains: it takes no new calls";
    if (counts_any(counts, "store", "failing"))
        return "the disk refuses changes or doesn't answer: a crash would lose calls";
    return {};
}

}  // namespace

void ServerResources::ready(const Asked&, Answered answered) {
    count([answered = std::move(answered)](const auto& counts) {
        const auto why = why_not_ready(counts);
        answered(why.empty() ? Answer{200, R"({"status":"ready"})", {}} : refusal(503, "not_ready", why));
    });
}

/// The counters are a question to the signalling thread that takes constant time, how it stands with webhooks
/// one to the courier; all that grows is the console's own.
void ServerResources::metrics(const Asked&, Answered answered) {
    count([this, answered = std::move(answered)](const auto& counts) {
        if (!desk_.webhooks) return answered(measured(counts, {}));
        desk_.webhooks(reply(post_, answered,
                             [this, counts](const auto& webhooks) { return measured(counts, webhooks); }));
    });
}

Answer ServerResources::measured(const std::vector<Count>& counts, const std::vector<WebhookView>& webhooks) {
    feed_.catch_up();
    Answer answer;
    answer.body = metrics_text({.counts = counts,
                                .copy = feed_.copy(),
                                .tally = feed_.tally(),
                                .commits = desk_.commits ? std::optional(desk_.commits()) : std::nullopt,
                                .rtp_ports = desk_.rtp_ports,
                                .webhooks = webhooks,
                                .now = std::chrono::system_clock::now(),
                                .instant = desk_.now(),
                                .process = runtime::process_use(),
                                .started = started_at_});
    answer.type = metrics_type;
    return answer;
}

}  // namespace layby::console
