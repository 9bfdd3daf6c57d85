#include "store/gate.hpp"

#include <utility>

namespace layby::store {
namespace {

constexpr std::size_t crowd = 100;

}  // namespace

void Gate::after(std::uint64_t ordered, Instant now, std::function<void()> job) {
    if (waiting_.empty() && may_run(ordered)) return job();
    waiting_.push_back({ordered, now, std::move(job)});
}

void Gate::progress(const Progress& progress) {
    if (progress.durable > durable_) late_ = false;
    durable_ = progress.durable;
    failing_ = progress.failing;
    run_ready();
}

void Gate::expire(Instant now) {
    late_ = late_ || (!waiting_.empty() && waiting_.front().since + patience_ <= now);
    run_ready();
}

std::optional<Instant> Gate::next_deadline() const {
    if (waiting_.empty()) return std::nullopt;
    return waiting_.front().since + patience_;
}

Duration Gate::crowded_for(Instant now) const {
    return waiting_.size() < crowd ? Duration{} : now - waiting_.front().since;
}

/// A job may ask for another one.
void Gate::run_ready() {
    while (!waiting_.empty() && may_run(waiting_.front().ordered)) {
        const auto job = std::move(waiting_.front().job);
        waiting_.pop_front();
        job();
    }
}

}  // namespace layby::store
