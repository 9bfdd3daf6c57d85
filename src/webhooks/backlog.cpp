#include "webhooks/backlog.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "runtime/log.hpp"
#include "webhooks/message.hpp"

namespace layby::webhooks {
namespace {

constexpr auto first_pause = std::chrono::seconds(1);
constexpr auto longest_pause = std::chrono::minutes(5);
/// Whoever can't be told for so long isn't told of what is older.
constexpr auto too_old = std::chrono::hours(24);
constexpr auto ask_again_after = std::chrono::seconds(1);

Duration pause_after(int failures) {
    const auto doubled = first_pause * (1 << std::min(failures - 1, 9));
    return std::min<Duration>(doubled, longest_pause);
}

bool is_good(const Outcome& outcome) { return outcome.status >= 200 && outcome.status < 300; }

/// It was read and is not wanted: the same again would be no better (RFC 9110 section 15.5).
bool is_hopeless(const Outcome& outcome) {
    constexpr std::array hopeless{400, 413, 415, 422};
    return std::ranges::find(hopeless, outcome.status) != hopeless.end();
}

std::string trouble_in(const Outcome& outcome) {
    return outcome.error.empty() ? "it answered " + std::to_string(outcome.status) : outcome.error;
}

}  // namespace

Standing Backlog::standing() const {
    const auto oldest = waiting_.empty() ? std::nullopt : std::optional(waiting_.front().entry.at);
    return {webhook_, told_, waiting_.size(), failures_, trouble_, given_up_, delivered_, failed_, oldest};
}

void Backlog::change(Webhook webhook) {
    const bool repaired = webhook.url != webhook_.url || webhook.secret != webhook_.secret ||
                          webhook.allow_private != webhook_.allow_private;
    if (repaired) not_before_.reset();
    webhook_ = std::move(webhook);
    const bool first_is_out = on_its_way_ && !extra_on_its_way_;
    if (!first_is_out) go_on();
}

/// What happens from now on may be missing in the answer.
void Backlog::asked() {
    asking_ = true;
    more_ = false;
}

std::optional<std::uint64_t> Backlog::wants(Instant now) const {
    if (!more_ || asking_ || !waiting_.empty()) return {};
    if (ask_again_ && now < *ask_again_) return {};
    return told_;
}

bool Backlog::take(std::optional<store::Occurrences> events, Instant now) {
    asking_ = false;
    ask_again_.reset();
    const bool renewed = events && events->latest < told_;  // a new file: it begins anew
    if (!events || renewed) more_ = true;
    if (!events) ask_again_ = now + ask_again_after;
    if (renewed) told_ = 0;
    if (!events || renewed) return renewed;
    if (!events->list.empty() && events->list.back().id < events->latest) more_ = true;
    for (auto& one : events->list) waiting_.push_back(std::move(one));
    const auto before = told_;
    go_on();
    return told_ != before;
}

/// What isn't wanted needs no telling.
void Backlog::go_on() {
    for (; !waiting_.empty(); waiting_.pop_front()) {
        if (wants_it(waiting_.front())) return;
        told_ = waiting_.front().id;
    }
}

bool Backlog::wants_it(const store::Occurrence& one) const {
    return webhooks::wants(webhook_, calls::text_of(one.entry.step.what));
}

bool Backlog::add_test(sip::WallTime wall) { return add({0, "test", test_body(webhook_.name, wall), 1}); }

bool Backlog::repeat(const store::Occurrence& event) {
    return add({event.id, calls::text_of(event.entry.step.what), body_of(event, webhook_.name), 1});
}

bool Backlog::add(Task extra) {
    if (extra_.size() >= most_extra) return false;
    extra_.push_back(std::move(extra));
    return true;
}

std::optional<Backlog::Task> Backlog::begin(Instant now) {
    if (on_its_way_) return {};
    extra_on_its_way_ = !extra_.empty();
    if (extra_on_its_way_) return on_its_way_ = next_extra();
    if (waiting_.empty() || (not_before_ && now < *not_before_)) return {};
    ++attempts_;
    return on_its_way_ = task_for_next();
}

Backlog::Task Backlog::next_extra() {
    auto next = std::move(extra_.front());
    extra_.pop_front();
    return next;
}

Backlog::Task Backlog::task_for_next() const {
    const auto& next = waiting_.front();
    return {next.id, calls::text_of(next.entry.step.what), body_of(next, webhook_.name), attempts_};
}

store::Told Backlog::finish(const Outcome& outcome, Instant now, sip::WallTime wall) {
    const auto task = std::exchange(on_its_way_, {}).value();
    if (!extra_on_its_way_) is_good(outcome) ? arrived() : failed(outcome, now, wall);
    const store::Delivery delivery{.webhook = webhook_.name,
                                   .event = task.event,
                                   .what = task.what,
                                   .at = wall,
                                   .attempt = task.attempt,
                                   .status = outcome.status,
                                   .error = outcome.error,
                                   .took = outcome.took};
    return {webhook_.name, told_, delivery};
}

void Backlog::arrived() {
    if (failures_ > 0) log::info("webhook {}: is told again, after {} failures", webhook_.name, failures_);
    ++delivered_;
    failures_ = 0;
    trouble_.clear();
    not_before_.reset();
    next();
}

void Backlog::failed(const Outcome& outcome, Instant now, sip::WallTime wall) {
    ++failed_;
    if (++failures_ == 1)
        log::warn("webhook {}: can't be told: {}; it is tried again", webhook_.name, trouble_in(outcome));
    trouble_ = trouble_in(outcome);
    not_before_ = now + pause_after(failures_);
    if (is_hopeless(outcome)) return not_before_.reset(), give_up("it refuses that");
    if (wall - waiting_.front().entry.at > too_old) give_up("that is too old");
}

void Backlog::give_up(const std::string& why) {
    log::warn("webhook {}: event {} is given up: {} ({})", webhook_.name, waiting_.front().id, why, trouble_);
    ++given_up_;
    next();
}

/// The first that waits is done with.
void Backlog::next() {
    attempts_ = 0;
    told_ = waiting_.front().id;
    waiting_.pop_front();
    go_on();
}

std::optional<Instant> Backlog::next_deadline() const {
    if (on_its_way_) return {};
    if (!waiting_.empty()) return not_before_;
    return more_ ? ask_again_ : std::nullopt;
}

}  // namespace layby::webhooks
