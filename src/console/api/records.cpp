#include "console/api/records.hpp"

#include <utility>

#include "console/json.hpp"
#include "console/path.hpp"

namespace layby::console {

RecordResources::RecordResources(const Desk& desk, Post post) : desk_(desk), post_(std::move(post)) {}

Routes RecordResources::routes() {
    using Self = RecordResources;
    return {
        {"GET", {"api", "v1", "history"}, by(this, &Self::history), Scope::viewer},
        {"GET", {"api", "v1", "audit"}, by(this, &Self::audit), Scope::supervisor},
    };
}

void RecordResources::history(const Asked& asked, Answered answered) {
    if (!desk_.history) {
        return answered(
            refusal(404, "no_history", "no history is kept: the server was started without --state"));
    }
    const auto limit = limit_in(asked.request.target);
    if (!limit) return answered(refusal(400, "bad_limit", "limit must be a number from 1 to 1000"));
    desk_.history(*limit, reply(post_, std::move(answered), [](const auto& past) {
        return past ? ok(history_json(*past))
                    : refusal(503, "history_unreadable", "the history can't be read now");
    }));
}

void RecordResources::audit(const Asked& asked, Answered answered) {
    if (!desk_.audit) return answered(nothing_kept());
    const auto limit = limit_in(asked.request.target);
    if (!limit) return answered(refusal(400, "bad_limit", "limit must be a number from 1 to 1000"));
    desk_.audit(*limit, reply(post_, std::move(answered), [](const auto& audit) {
        return audit ? ok(audit_json(*audit))
                     : refusal(503, "audit_unreadable", "the audit can't be read now");
    }));
}

}  // namespace layby::console
