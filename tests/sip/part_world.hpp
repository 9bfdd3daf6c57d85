// A part of a dialog by itself: a real stack with one peer on loopback, in virtual time, and around the part
// a context that writes down what it was told. The dialog is one that the peer began, unless a test says
// otherwise.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sip/dialog/dialog_context.hpp"
#include "sip/dialog/invitation.hpp"
#include "sip_world.hpp"

namespace layby::tests {

class PartWorld final : public PeerWorld, public sip::DialogHost, public sip::DialogContext {
  public:
    PartWorld();
    ~PartWorld() override;

    // PeerWorld
    void settle() override;
    void pass(Duration time) override;
    std::uint16_t port(Transport transport, const std::string& ip) const override;

    /// Sends an INVITE of the peer's; its transaction, and the dialog of it without a leg.
    std::unique_ptr<sip::Incoming> invited(Peer& peer, const std::string& headers = {},
                                           const std::string& body = {});
    /// The same, with a leg, answered and acknowledged.
    void establish(Peer& peer);
    /// What the peer asks within the dialog from now on.
    std::function<void(std::unique_ptr<sip::Incoming>, const sip_t&)> on_request;
    /// The last fact of this kind; none: there is none.
    template <class Kind>
    std::optional<Kind> told() const {
        for (auto one = facts.rbegin(); one != facts.rend(); ++one)
            if (const auto* fact = std::get_if<Kind>(&*one)) return *fact;
        return {};
    }

    // DialogHost
    sip::Stack& stack() override { return stack_; }
    const sip::Options& options() const override { return options_; }
    void tell(calls::Fact fact) override { facts.push_back(std::move(fact)); }
    sip::TrunkLine* trunk(const std::string&) override { return nullptr; }
    std::uint64_t start() const override { return 1; }
    std::optional<sip::Reply> refuse_elsewhere(const sip::DialogState&, const sip::Hop&,
                                               const sip_t&) override {
        return {};
    }
    std::optional<LegId> leg_named(const sip::DialogName&) override { return {}; }
    void named(LegId, const sip::DialogName&) override {}
    void forget(const sip::DialogName&) override {}
    void over(LegId) override {}
    std::size_t& subscriptions() override { return subscribed; }
    void changed(LegId) override {}
    void acknowledge_later(LegId) override { ++answers_to_acknowledge; }
    void awaits_connection(LegId) override { ++awaited_connections; }
    void owes_address(LegId, Duration) override {}

    // DialogContext
    DialogHost& host() override { return *this; }
    sip::DialogState& state() override { return values; }
    sip::DialogRequests& requests() override { return *requests_; }
    sip::Phase phase() const override { return at; }
    void enter(sip::Phase phase) override { at = phase; }
    void changed() override { ++changes; }
    bool confirmed() const override { return is_confirmed; }
    void confirm(const std::optional<MediaDescription>&) override { is_confirmed = true; }
    void acknowledge() override {}
    void alive() override { ++signs_of_life; }
    bool sees_us_elsewhere() const override { return false; }
    void settled() override { ++settlements; }
    void session_due(bool we_ask) override { due.push_back(we_ask); }
    const std::optional<Party>& to_show() const override { return unproved; }
    void has_shown(const std::optional<Party>&) override { unproved.reset(); }
    bool offer_again(sip::Purpose purpose) override {
        offered_again.push_back(purpose);
        return may_offer;
    }
    void show_party(const Party& who) override { shown.push_back(who); }
    void lost(calls::HangupCause cause) override { lost_for = cause; }
    void bye() override { ++byes; }
    void finish() override { at = sip::Phase::over; }

    // What the part was told, and what it told.
    sip::DialogState values;
    sip::Phase at{sip::Phase::ringing};
    bool is_confirmed{true}, may_offer{true};
    std::vector<calls::Fact> facts;
    int changes{}, signs_of_life{}, settlements{}, byes{}, answers_to_acknowledge{}, awaited_connections{};
    std::size_t subscribed{};
    std::vector<bool> due;
    std::optional<Party> unproved;
    std::vector<Party> shown;
    std::vector<sip::Purpose> offered_again;
    std::optional<calls::HangupCause> lost_for;

  private:
    sip::Loop loop_;
    sip::Options options_;
    std::unique_ptr<sip::Incoming> arrived_;
    sip::Stack stack_;
    std::unique_ptr<sip::DialogRequests> requests_;
};

/// A message as the stack reads it.
class Parsed {
  public:
    explicit Parsed(const std::string& text);
    ~Parsed();
    Parsed(const Parsed&) = delete;
    Parsed& operator=(const Parsed&) = delete;
    const sip_t& operator*() const;

  private:
    msg_t* msg_;
};

}  // namespace layby::tests
