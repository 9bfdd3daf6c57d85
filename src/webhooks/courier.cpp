#include "webhooks/courier.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "runtime/log.hpp"
#include "runtime/mailbox.hpp"
#include "webhooks/message.hpp"
#include "webhooks/post.hpp"

namespace layby::webhooks {
namespace {

using Job = std::function<void()>;

constexpr auto longest_rest = std::chrono::milliseconds(60'000);
/// When the disk can't be read.
constexpr auto before_another_try = std::chrono::seconds(1);
constexpr auto after_trouble = std::chrono::seconds(1);

Instant monotonic_now() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<Duration>(since)};
}

sip::WallTime wall_now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

/// All but the jobs, the flags and wake() belong to the courier's thread.
struct Courier::Inside : std::enable_shared_from_this<Inside> {
    Inside(store::Outbox& its_outbox, Patience its_patience)
        : outbox(its_outbox), patience(its_patience), post(its_patience.with_one) {}

    store::Outbox& outbox;
    const Patience patience;
    PostOffice post;
    runtime::Mailbox<Job> jobs;
    std::atomic<bool> ending{}, happened{};

    std::optional<std::vector<store::Told>> told;  ///< before this start; none: not known yet
    std::vector<Webhook> wanted;
    std::vector<std::shared_ptr<Backlog>> backlogs;
    std::optional<Instant> look_at, change_at;

    void put(Job job) {
        jobs.put(std::move(job));
        post.wake();
    }
    /// A reply of the store on the courier's thread, as long as there is one.
    template <class Value>
    auto here(std::function<void(Inside&, std::optional<Value>)> then) {
        return [weak = weak_from_this(), then = std::move(then)](std::optional<Value> value) {
            const auto alive = weak.lock();
            if (!alive) return;
            alive->put([weak, then, value = std::move(value)] {
                if (const auto self = weak.lock()) then(*self, value);
            });
        };
    }

    void run();
    void work();
    void look(Instant now);
    void serve(Backlog& backlog, Instant now);
    void ask_for_events(Backlog& backlog, std::uint64_t after);
    void send(Backlog& backlog, const Backlog::Task& task, sip::WallTime wall);
    std::chrono::milliseconds rest(Instant now) const;

    void ask_told();
    void change();
    void add(const Webhook& webhook);
    bool begin(const Webhook& webhook, std::uint64_t upto);
    Backlog* named(const std::string& name) const;
    bool is_wanted(const std::string& name) const;
    void drop_others();
};

/// Whatever goes wrong here, calls go on.
void Courier::Inside::run() {
    change();
    while (!ending) try {
            work();
        } catch (const std::exception& error) {
            log::error("webhooks: {}", error.what());
            std::this_thread::sleep_for(after_trouble);
        }
}

void Courier::Inside::work() {
    for (const auto& job : jobs.take()) job();
    const auto now = monotonic_now();
    look(now);
    for (const auto& backlog : backlogs) serve(*backlog, now);
    if (jobs.empty() && !ending) post.run(rest(now));
}

/// What happens within a moment is asked for together.
void Courier::Inside::look(Instant now) {
    if (change_at && now >= *change_at) change();
    if (happened.exchange(false) && !look_at) look_at = now + patience.gathering;
    if (!look_at || now < *look_at) return;
    look_at.reset();
    for (const auto& backlog : backlogs) backlog->there_is_more();
}

void Courier::Inside::serve(Backlog& backlog, Instant now) {
    if (const auto after = backlog.wants(now)) ask_for_events(backlog, *after);
    if (const auto task = backlog.begin(now)) send(backlog, *task, wall_now());
}

void Courier::Inside::ask_for_events(Backlog& backlog, std::uint64_t after) {
    backlog.asked();
    outbox.occurrences(
        after, Backlog::at_once,
        here<store::Occurrences>([asked = backlog.weak_from_this()](Inside& self, auto events) {
            const auto still = asked.lock();
            if (!still || !still->take(std::move(events), monotonic_now())) return;
            self.outbox.note({still->webhook().name, still->standing().told});
        }));
}

void Courier::Inside::send(Backlog& backlog, const Backlog::Task& task, sip::WallTime wall) {
    const auto& webhook = backlog.webhook();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(wall).time_since_epoch();
    const Letter letter{webhook.url, task.body, signature(webhook.secret, seconds, task.body),
                        webhook.allow_private};
    // A reload may have taken the webhook away, and another one back: that one hasn't sent it.
    post.send(letter, [this, sender = backlog.weak_from_this()](const Outcome& outcome) {
        if (const auto still = sender.lock())
            outbox.note(still->finish(outcome, monotonic_now(), wall_now()));
    });
}

std::chrono::milliseconds Courier::Inside::rest(Instant now) const {
    auto until = now + longest_rest;
    for (const auto& at : {look_at, change_at})
        if (at) until = std::min(until, *at);
    for (const auto& backlog : backlogs)
        if (const auto at = backlog->next_deadline()) until = std::min(until, *at);
    return std::chrono::ceil<std::chrono::milliseconds>(std::max(until - now, Duration{}));
}

void Courier::Inside::ask_told() {
    outbox.told(here<std::vector<store::Told>>([](Inside& self, auto known) {
        self.told = std::move(known);
        if (self.told)
            self.change();
        else
            self.change_at = monotonic_now() + before_another_try;
    }));
}

/// Nobody is told anything before it is known how far each was told.
void Courier::Inside::change() {
    change_at.reset();
    if (!told) return ask_told();
    drop_others();
    for (const auto& webhook : wanted) add(webhook);
}

/// One that comes back one day begins anew.
void Courier::Inside::drop_others() {
    for (const auto& one : *told)
        if (!is_wanted(one.webhook)) outbox.note({one.webhook, {}});
    std::erase_if(*told, [this](const auto& one) { return !is_wanted(one.webhook); });
    for (const auto& one : backlogs)
        if (!is_wanted(one->webhook().name)) outbox.note({one->webhook().name, {}});
    std::erase_if(backlogs, [this](const auto& one) { return !is_wanted(one->webhook().name); });
}

void Courier::Inside::add(const Webhook& webhook) {
    if (auto* there = named(webhook.name)) return there->change(webhook);
    const auto known = std::ranges::find(*told, webhook.name, &store::Told::webhook);
    if (known != told->end()) {
        begin(webhook, known->upto.value_or(0));
        told->erase(known);
        return;
    }
    // What has happened before it was there is none of its business.
    outbox.occurrences(0, 0, here<store::Occurrences>([webhook](Inside& self, auto events) {
                           if (!events)
                               self.change_at = monotonic_now() + before_another_try;
                           else if (self.begin(webhook, events->latest))
                               self.outbox.note({webhook.name, events->latest});
                       }));
}

/// False: it is there already, or is wanted no longer.
bool Courier::Inside::begin(const Webhook& webhook, std::uint64_t upto) {
    const bool still = std::ranges::find(wanted, webhook) != wanted.end();
    if (!still || named(webhook.name)) return false;
    backlogs.push_back(std::make_shared<Backlog>(webhook, upto));
    return true;
}

Backlog* Courier::Inside::named(const std::string& name) const {
    const auto found =
        std::ranges::find_if(backlogs, [&](const auto& one) { return one->webhook().name == name; });
    return found == backlogs.end() ? nullptr : found->get();
}

bool Courier::Inside::is_wanted(const std::string& name) const {
    return std::ranges::find(wanted, name, &Webhook::name) != wanted.end();
}

Courier::Courier(std::vector<Webhook> webhooks, store::Outbox& outbox, Patience patience)
    : inside_(std::make_shared<Inside>(outbox, patience)) {
    inside_->wanted = std::move(webhooks);
    thread_ = std::thread([this] { inside_->run(); });
}

Courier::~Courier() {
    inside_->ending = true;
    inside_->post.wake();
    thread_.join();
}

void Courier::change(std::vector<Webhook> webhooks) {
    inside_->put([self = inside_.get(), webhooks = std::move(webhooks)] {
        self->wanted = webhooks;
        self->change();
    });
}

void Courier::something_happened() {
    if (!inside_->happened.exchange(true)) inside_->post.wake();
}

void Courier::standings(std::function<void(std::vector<Standing>)> reply) {
    inside_->put([self = inside_.get(), reply = std::move(reply)] {
        std::vector<Standing> out;
        for (const auto& webhook : self->wanted)
            if (const auto* backlog = self->named(webhook.name)) out.push_back(backlog->standing());
        reply(std::move(out));
    });
}

void Courier::test(std::string webhook, std::function<void(Asked)> reply) {
    inside_->put([self = inside_.get(), webhook = std::move(webhook), reply = std::move(reply)] {
        auto* backlog = self->named(webhook);
        if (!backlog) return reply(Asked::no_such_webhook);
        reply(backlog->add_test(wall_now()) ? Asked::done : Asked::too_many);
    });
}

void Courier::repeat(std::string webhook, std::uint64_t event, std::function<void(Asked)> reply) {
    inside_->put([self = inside_.get(), webhook = std::move(webhook), event, reply = std::move(reply)] {
        if (!self->named(webhook)) return reply(Asked::no_such_webhook);
        if (event == 0) return reply(Asked::no_such_event);
        self->outbox.occurrences(
            event - 1, 1, self->here<store::Occurrences>([webhook, event, reply](Inside& there, auto events) {
                auto* backlog = there.named(webhook);
                if (!backlog) return reply(Asked::no_such_webhook);
                if (!events || events->list.empty() || events->list.front().id != event)
                    return reply(Asked::no_such_event);
                reply(backlog->repeat(events->list.front()) ? Asked::done : Asked::too_many);
            }));
    });
}

}  // namespace layby::webhooks
