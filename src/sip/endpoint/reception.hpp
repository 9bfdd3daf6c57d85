// What all tenants share at the door: who is banned, what the server can take, and what the log tells of
// those who are refused. Owned by the front; signalling thread.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sip/door/intake.hpp"
#include "sip/door/lately_taken.hpp"
#include "sip/door/overload.hpp"
#include "sip/door/refusal_log.hpp"
#include "sip/door/shedding.hpp"
#include "sip/door/source.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

/// What the reception asks of all tenants.
struct ReceptionHost {
    std::function<bool(const std::string& ip)> phones_at;   ///< whether phones are registered there
    std::function<bool(const std::string& ip)> trusted_at;  ///< whether a trunk is there, or nobody is banned
    /// Whether a call to this URI takes out somebody who waits.
    std::function<bool(std::string_view uri)> retrieves;
};

class Reception {
  public:
    Reception(const Options& options, Stack& stack, ReceptionHost host);
    void reload(const Options& options);

    /// As Front::waits_behind().
    void waits_behind(std::function<Duration()> answers) { answers_wait_ = std::move(answers); }

    /// For the door of a tenant.
    DoorWatch watch();
    const std::shared_ptr<Bans>& bans() const { return bans_; }
    std::size_t& dialogs() { return dialogs_; }  ///< of all tenants
    /// Seconds to wait, when a new call can't be taken now.
    std::optional<int> overloaded();
    /// A request outside of dialogs has come through.
    void take(std::string_view call_id);
    void count_overload() { ++refused_overload_; }
    std::uint64_t requests() const { return requests_ + shedding_.refused(); }
    std::uint64_t refused_overload() const { return refused_overload_ + shedding_.refused(); }
    const Shedding& shedding() const { return shedding_; }

    /// For the log. `what`: more about it, behind a colon.
    void note_refused(const RefusedKind& kind, const std::string& who, const Sender& from,
                      std::string_view what = {});

  private:
    void tell_refusals();
    IntakeHost intake_host();
    void on_read(Duration waited);
    std::optional<std::string> refusal_of(const Glance& glance, const Address& from);
    void tell_shedding();

    Stack& stack_;
    Loop& loop_;
    ReceptionHost host_;
    RefusalLog refusal_log_;
    Timer refusals_due_;
    std::shared_ptr<Bans> bans_{std::make_shared<Bans>()};  ///< every door's
    Overload overload_;
    std::function<Duration()> answers_wait_;
    Shedding shedding_;
    LatelyTaken taken_;
    std::optional<Instant> sheds_since_;  ///< told in the log
    std::uint64_t refused_before_{};      ///< by then
    Timer shedding_due_;
    Intake intake_;
    std::size_t dialogs_{};
    std::uint64_t requests_{}, refused_overload_{};
};

}  // namespace layby::sip
