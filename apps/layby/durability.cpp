#include "layby/durability.hpp"

#include <algorithm>
#include <utility>

namespace layby::app {
namespace {

/// Each commit costs as much as a call's signalling. What nobody waits for gathers so long: an ACK that has
/// come, who has hung up. A crash meanwhile is one that came a moment earlier.
constexpr auto gathering = std::chrono::milliseconds{10};

}  // namespace

Durability::Durability(sip::Loop& loop, store::Store* store, std::function<void()> changed)
    : loop_(loop), store_(store), changed_(std::move(changed)) {
    if (!store_) return;
    store_->on_progress([this](store::Progress progress) {
        loop_.post([this, progress] {
            gate_.progress(progress);
            changed_();
        });
    });
}

Durability::~Durability() {
    if (store_) store_->on_progress([](store::Progress) {});
}

void Durability::after(std::function<void()> job) {
    write_now();
    gate_.after(asked_for_, loop_.now(), std::move(job));
}

void Durability::gather() {
    if (!store_ || gather_until_ || store_->ordered() == asked_for_) return;
    gather_until_ = loop_.now() + gathering;
    changed_();
}

void Durability::write_now() {
    if (!store_) return;
    gather_until_.reset();
    asked_for_ = store_->ordered();
    store_->write_now();
}

void Durability::expire() {
    const auto now = loop_.now();
    if (gather_until_ && *gather_until_ <= now) write_now();
    gate_.expire(now);
}

std::optional<Instant> Durability::next_deadline() const {
    const auto late = gate_.next_deadline();
    if (!late || !gather_until_) return late ? late : gather_until_;
    return std::min(*late, *gather_until_);
}

}  // namespace layby::app
