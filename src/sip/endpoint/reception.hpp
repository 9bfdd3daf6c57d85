// What all tenants share at the door: who is banned, what the server can take, and what the log tells of
// those who are refused. Owned by the front; signalling thread.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sip/door/backlog.hpp"
#include "sip/door/overload.hpp"
#include "sip/door/refusal_log.hpp"
#include "sip/door/source.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class Reception {
  public:
    /// `phones_at`: whether any tenant's phones are registered at this IP address.
    Reception(const Options& options, Stack& stack, std::function<bool(const std::string& ip)> phones_at);
    void reload(const Options& options);

    /// For the door of a tenant.
    DoorWatch watch();
    const std::shared_ptr<Bans>& bans() const { return bans_; }
    std::size_t& dialogs() { return dialogs_; }  ///< of all tenants
    /// Seconds to wait, when a new call can't be taken now.
    std::optional<int> overloaded();
    void count_request() { ++requests_; }
    void count_overload() { ++refused_overload_; }
    std::uint64_t requests() const { return requests_; }
    std::uint64_t refused_overload() const { return refused_overload_; }

    /// For the log. `what`: more about it, behind a colon.
    void note_refused(const RefusedKind& kind, const std::string& who, const Sender& from,
                      std::string_view what = {});

  private:
    void tell_refusals();

    Loop& loop_;
    std::function<bool(const std::string& ip)> phones_at_;
    RefusalLog refusal_log_;
    Timer refusals_due_;
    std::shared_ptr<Bans> bans_{std::make_shared<Bans>()};  ///< every door's
    Overload overload_;
    Backlog backlog_;
    std::size_t dialogs_{};
    std::uint64_t requests_{}, refused_overload_{};
};

}  // namespace layby::sip
