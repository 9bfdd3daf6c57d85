#include "console/webhook_text.hpp"

#include "console/json_parts.hpp"

namespace layby::console {
namespace {

Json webhook_of(const WebhookView& webhook) {
    return {{"name", webhook.name},           {"url", webhook.url},
            {"events", webhook.events},       {"allow_private", webhook.allow_private},
            {"told", webhook.told},           {"waiting", webhook.waiting},
            {"failures", webhook.failures},   {"trouble", or_null(webhook.trouble)},
            {"delivered", webhook.delivered}, {"given_up", webhook.given_up}};
}

Json try_of(const WebhookTry& one) {
    return {{"id", one.id},
            {"event", one.event != 0 ? Json(one.event) : Json(nullptr)},
            {"what", one.what},
            {"at", utc(one.at)},
            {"attempt", one.attempt},
            {"status", one.status != 0 ? Json(one.status) : Json(nullptr)},
            {"error", or_null(one.error)},
            {"took_s", seconds(one.took)}};
}

}  // namespace

std::string webhooks_json(const std::vector<WebhookView>& webhooks) {
    return text({{"webhooks", list(webhooks, webhook_of)}});
}

std::string webhook_tries_json(const std::vector<WebhookTry>& tries) {
    return text({{"deliveries", list(tries, try_of)}});
}

}  // namespace layby::console
