#include "layby/durability.hpp"

#include <utility>

namespace layby::app {

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
    gate_.after(store_ ? store_->ordered() : 0, loop_.now(), std::move(job));
}

void Durability::expire() { gate_.expire(loop_.now()); }

}  // namespace layby::app
