// A store whose disk gets on when the test says so.
#pragma once
#include <mutex>
#include <string>
#include <vector>

#include "store/store.hpp"

namespace layby::app {

class FakeStore final : public store::Store {
  public:
    void keep(const sip::KeptRegistration&) override { order("phone"); }
    void forget(DeviceId) override { order("no phone"); }
    void keep(std::vector<calls::Change>) override { order("turn"); }
    void keep(sip::KeptCall) override { order("dialog"); }
    void forget(LegId) override { order("no dialog"); }
    void keep(const sip::SubscriptionState&) override { order("lamp"); }
    void forget(sip::SubscriptionId) override { order("no lamp"); }
    void ended(const calls::PastPark&) override { order("history"); }
    void remember(std::vector<calls::PastCall>, std::vector<calls::CallStep>) override {}
    void note(store::AuditEntry) override { order("audit"); }

    store::Restored take_restored() override { return {}; }
    void write_now() override {
        const std::lock_guard hold(mutex_);
        asked_.push_back(orders_.size());
    }
    std::uint64_t ordered() const override { return orders().size(); }
    void on_progress(std::function<void(store::Progress)> tell) override {
        const std::lock_guard hold(mutex_);
        tell_ = std::move(tell);
    }
    void history(store::HistoryWanted, std::function<void(Entries)> reply) override { reply(Entries{}); }
    void past_calls(store::HistoryWanted, std::function<void(Calls)> reply) override { reply(Calls{}); }
    void steps(LegId, std::function<void(Steps)> reply) override { reply(Steps{}); }
    void erase(std::string, std::function<void(std::optional<std::size_t>)> reply) override { reply(0); }
    void audit(std::size_t, std::function<void(Audit)> reply) override { reply(Audit{}); }
    bool drain() override { return true; }
    store::Counters counters() const override { return {}; }
    runtime::SpreadNow commit_seconds() const override { return {}; }

    // For the test, on any thread.
    std::vector<std::string> orders() const {
        const std::lock_guard hold(mutex_);
        return orders_;
    }
    /// How many orders there were each time somebody waited.
    std::vector<std::uint64_t> asked() const {
        const std::lock_guard hold(mutex_);
        return asked_;
    }
    void are_durable(std::uint64_t orders) {
        const std::lock_guard hold(mutex_);
        tell_({orders, false});
    }

  private:
    void order(const std::string& what) {
        const std::lock_guard hold(mutex_);
        orders_.push_back(what);
    }

    mutable std::mutex mutex_;
    std::vector<std::string> orders_;
    std::vector<std::uint64_t> asked_;
    std::function<void(store::Progress)> tell_;
};

}  // namespace layby::app
