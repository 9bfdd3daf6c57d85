// One tenant: its side of SIP, its switchboard, and who carries out its turns. Where the settings have no
// tenants there is one house, without a name. Owned by Houses; signalling thread.
#pragma once
#include <functional>
#include <string>

#include "calls/switchboard.hpp"
#include "console/news.hpp"
#include "layby/durability.hpp"
#include "layby/legs_of_houses.hpp"
#include "layby/turns.hpp"
#include "layby/wall_clock.hpp"
#include "media/engine.hpp"
#include "sip/endpoint.hpp"
#include "store/store.hpp"

namespace layby::app {

/// What houses share. All of it outlives them.
struct Grounds {
    sip::Front& front;
    media::Engine& engine;
    LegsOfHouses& legs;
    Durability& durability;
    std::function<void(House&, calls::Fact)> tell;
    std::function<void(const std::string& tenant, console::News)> show;
    /// Something has happened to a call of who has no tenant, and was given to the store.
    std::function<void()> stepped;
    /// What the cluster is to agree on; without one nobody listens.
    std::function<void(const calls::Turn&)> agree;
};

/// What a house begins with.
struct Beginning {
    std::string tenant{};
    calls::Office office{};
    sip::Options sip{};
    sip::Kept dialogs{};
    calls::KeptCalls calls{};
    store::Store* store{};  ///< of this tenant; null: nothing is kept
};

class House {
  public:
    House(const Grounds& grounds, Beginning beginning);
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    /// With the calls from before a restart; what nobody claims is ended.
    void go_on();
    void handle(const calls::Fact& fact);
    /// A caller of another node, which is away, waits here from now on.
    void adopt(const calls::KeptPark& park, const calls::Leg& parkee, sip::KeptCall dialog,
               const std::string& node);
    void mind_the_clock();
    void change(calls::Office office, sip::Options options);
    void tell_of_trunks();
    std::optional<Instant> next_deadline() const;
    void expire();

    const std::string& tenant() const { return tenant_; }
    /// Before it goes on: with what.
    const calls::KeptCalls& kept() const { return kept_; }
    std::uint64_t start() const { return start_; }
    sip::Endpoint& endpoint() { return endpoint_; }
    calls::Switchboard& switchboard() { return switchboard_; }
    const calls::Switchboard& switchboard() const { return switchboard_; }
    Turns& turns() { return turns_; }

  private:
    Instant now() const;

    const std::string tenant_;
    const std::uint64_t start_, node_;
    sip::Loop& loop_;
    std::function<void(console::News)> show_;
    AudioOfHouse audio_;
    sip::Endpoint endpoint_;
    Turns turns_;
    calls::Switchboard switchboard_;
    calls::KeptCalls kept_;  ///< until it has gone on
    WallClock wall_clock_;
    bool goes_by_the_clock_;  ///< there are hours
    console::Trunks told_trunks_;
};

}  // namespace layby::app
