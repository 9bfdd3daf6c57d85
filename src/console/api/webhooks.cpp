#include "console/api/webhooks.hpp"

#include <utility>

#include "console/json.hpp"
#include "console/path.hpp"
#include "console/webhook_text.hpp"

namespace layby::console {
namespace {

Answer no_such_webhook(const std::string& name) {
    return refusal(404, "no_such_webhook", "there is no webhook \"" + name + "\"");
}

Answer no_such_event() {
    return refusal(404, "no_such_event", "there is no such event, or it is remembered no longer");
}

Answer answer_to(WebhookAsked result, const std::string& name) {
    if (result == WebhookAsked::no_such_webhook) return no_such_webhook(name);
    if (result == WebhookAsked::no_such_event) return no_such_event();
    if (result == WebhookAsked::too_many)
        return refusal(429, "too_many_waiting", "it is to be told too much already; try again later");
    return {202, state_json("sending"), {}};
}

}  // namespace

WebhookResources::WebhookResources(const Desk& desk, Post post) : desk_(desk), post_(std::move(post)) {}

Routes WebhookResources::routes() {
    using Self = WebhookResources;
    return {
        {"GET", {"api", "v1", "webhooks"}, by(this, &Self::webhooks), Scope::supervisor},
        {"GET", {"api", "v1", "webhooks", "*", "deliveries"}, by(this, &Self::deliveries), Scope::supervisor},
        {"POST", {"api", "v1", "webhooks", "*", "test"}, by(this, &Self::test), Scope::admin},
        {"POST",
         {"api", "v1", "webhooks", "*", "events", "*", "redeliver"},
         by(this, &Self::repeat),
         Scope::admin},
    };
}

void WebhookResources::webhooks(const Asked&, Answered answered) {
    if (!desk_.webhooks) return answered(nothing_kept());
    desk_.webhooks(reply(post_, std::move(answered), [](const auto& all) { return ok(webhooks_json(all)); }));
}

void WebhookResources::deliveries(const Asked& asked, Answered answered) {
    if (!desk_.webhook_tries) return answered(nothing_kept());
    const auto limit = limit_in(asked.request.target);
    if (!limit) return answered(refusal(400, "bad_limit", "limit must be a number from 1 to 1000"));
    desk_.webhook_tries(asked.path[3], *limit, reply(post_, std::move(answered), [](const auto& tries) {
                            return tries ? ok(webhook_tries_json(*tries))
                                         : refusal(503, "history_unreadable", "the disk can't be read now");
                        }));
}

void WebhookResources::test(const Asked& asked, Answered answered) {
    if (!desk_.test_webhook) return answered(nothing_kept());
    desk_.test_webhook(asked.path[3], outcome(asked, std::move(answered)));
}

void WebhookResources::repeat(const Asked& asked, Answered answered) {
    if (!desk_.repeat_event) return answered(nothing_kept());
    desk_.repeat_event(asked.path[3], id_in(asked.path[5]), outcome(asked, std::move(answered)));
}

std::function<void(WebhookAsked)> WebhookResources::outcome(const Asked& asked, Answered answered) const {
    return reply(post_, std::move(answered),
                 [name = asked.path[3]](WebhookAsked result) { return answer_to(result, name); });
}

}  // namespace layby::console
