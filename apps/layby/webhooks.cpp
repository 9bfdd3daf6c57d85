#include "layby/webhooks.hpp"

#include <utility>

#include "layby/each.hpp"
#include "runtime/log.hpp"

namespace layby::app {
namespace {

/// Whoever was told before a start without webhooks begins anew one day.
void forget_all(store::Outbox& outbox) {
    outbox.told([&outbox](const auto& told) {
        if (!told) return;
        for (const auto& one : *told) outbox.note(store::Told{one.webhook, {}, {}});
    });
}

console::WebhookTry try_of(const store::Delivery& one) {
    return {one.id, one.event, one.what, one.at, one.attempt, one.status, one.error, one.took};
}

console::WebhookAsked asked_of(webhooks::Courier::Asked result) {
    using From = webhooks::Courier::Asked;
    using To = console::WebhookAsked;
    if (result == From::done) return To::done;
    if (result == From::no_such_event) return To::no_such_event;
    return result == From::too_many ? To::too_many : To::no_such_webhook;
}

}  // namespace

std::vector<webhooks::Webhook> webhooks_of(const std::vector<settings::Webhook>& wanted) {
    std::vector<webhooks::Webhook> out;
    for (const auto& one : wanted)
        out.push_back({one.name, one.url, one.secret, one.events, one.allow_private});
    return out;
}

/// A query may have a key in it.
console::WebhookView view_of(const webhooks::Standing& standing) {
    const auto& webhook = standing.webhook;
    return {webhook.name,       webhook.url.substr(0, webhook.url.find('?')),
            webhook.events,     webhook.allow_private,
            standing.told,      standing.waiting,
            standing.failures,  standing.trouble,
            standing.delivered, standing.given_up,
            standing.failed,    standing.oldest};
}

Webhooks::Webhooks(const std::vector<settings::Webhook>& wanted, store::Store* store)
    : outbox_(store ? store->outbox() : nullptr) {
    if (!outbox_ && !wanted.empty()) log::warn("no --state: webhooks are told nothing");
    if (outbox_ && wanted.empty()) forget_all(*outbox_);
    change(wanted);
}

void Webhooks::change(const std::vector<settings::Webhook>& wanted) {
    if (courier_) return courier_->change(webhooks_of(wanted));
    if (outbox_ && !wanted.empty())
        courier_ = std::make_unique<webhooks::Courier>(webhooks_of(wanted), *outbox_);
}

void Webhooks::answer(console::Desk& desk, sip::Loop& loop) {
    if (!outbox_) return;
    desk.webhooks = [this, &loop](auto reply) {
        loop.post([this, reply = std::move(reply)] {
            if (!courier_) return reply({});
            courier_->standings([reply](const auto& standings) {
                std::vector<console::WebhookView> out;
                for (const auto& one : standings) out.push_back(view_of(one));
                reply(std::move(out));
            });
        });
    };
    desk.webhook_tries = [outbox = outbox_](auto webhook, auto limit, auto reply) {
        outbox->deliveries(std::move(webhook), limit, each(std::move(reply), try_of));
    };
    answer_orders(desk, loop);
}

void Webhooks::answer_orders(console::Desk& desk, sip::Loop& loop) {
    desk.test_webhook = [this, &loop](auto webhook, auto reply) {
        loop.post([this, webhook = std::move(webhook), reply = std::move(reply)] {
            if (!courier_) return reply(console::WebhookAsked::no_such_webhook);
            courier_->test(webhook, [reply](auto result) { reply(asked_of(result)); });
        });
    };
    desk.repeat_event = [this, &loop](auto webhook, auto event, auto reply) {
        loop.post([this, webhook = std::move(webhook), event, reply = std::move(reply)] {
            if (!courier_) return reply(console::WebhookAsked::no_such_webhook);
            courier_->repeat(webhook, event, [reply](auto result) { reply(asked_of(result)); });
        });
    };
}

}  // namespace layby::app
