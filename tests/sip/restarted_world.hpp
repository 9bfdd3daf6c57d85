// A SIP world whose endpoint dies without a word and comes back with what was kept.
#pragma once
#include "kept_dialogs.hpp"
#include "sip_world.hpp"

namespace layby::tests {

class RestartedWorld : public SipWorld {
  public:
    explicit RestartedWorld(KeptPhones* known = nullptr) : phones(known) {
        options.listen = front->listening();
        close_endpoint();
        open();
    }
    ~RestartedWorld() { close_endpoint(); }

    void die() {
        settle();
        close_endpoint();
        jobs.clear();
        facts.clear();
    }
    void open() {
        open_endpoint({.keeper = phones,
                       .registrations = phones ? phones->all() : std::vector<sip::KeptRegistration>{},
                       .dialogs = &keeper,
                       .start = ++starts,
                       .calls = keeper.all(),
                       .when_durable = [this](std::function<void()> job) { when_durable(std::move(job)); }});
        settle();
        standing_timers = front->counters().timers;
    }
    void restart(Duration later = 1s) {
        die();
        pass(later);
        open();
    }
    bool resume(LegId leg, std::optional<MediaDescription> ours = our_media(), bool transferring = false,
                std::optional<Party> shown = {}) {
        return resume(calls::Resume{leg, true, ours, transferring, shown});
    }
    bool resume_as(const calls::Resume& as) { return resume(as); }
    bool resume_ringing(LegId leg) { return resume(calls::Resume{leg, false, {}}); }
    /// All calls over, nothing left here or in the keeper.
    void expect_nothing_kept() {
        expect_nothing_left();
        EXPECT_TRUE(keeper.calls.empty());
    }
    void trunk_to(const Peer& peer, Transport transport = Transport::udp) {
        options.trunks.push_back({.name = "provider",
                                  .host = peer.ip,
                                  .port = peer.port,
                                  .transport = transport,
                                  .addresses = {},
                                  .user = "line",
                                  .password = "secret"});
        restart(0s);
    }
    void now_durable() {
        for (auto& job : std::exchange(jobs, {})) job();
        settle();
    }

    KeptDialogs keeper;
    KeptPhones* phones;  ///< none: no registration outlives a restart
    bool durable{true};  ///< else jobs wait for now_durable()

  private:
    void when_durable(std::function<void()> job) {
        if (durable) return job();
        jobs.push_back(std::move(job));
    }
    /// False: nothing is known of it, as a fact has told.
    bool resume(const calls::Resume& leg) {
        order(leg);
        settle();
        return std::erase_if(facts, [&](const calls::Fact& fact) {
                   const auto* lost = std::get_if<calls::HungUp>(&fact);
                   return lost && lost->leg == leg.leg && lost->cause == calls::HangupCause::unreachable;
               }) == 0;
    }
    std::uint64_t starts{};
    std::vector<std::function<void()>> jobs;
};

}  // namespace layby::tests
