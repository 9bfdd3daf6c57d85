// Who may come in: the door with its bans, what the server can take, and what the log tells of those who are
// refused. Owned by the endpoint; signalling thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sip/door/backlog.hpp"
#include "sip/door/overload.hpp"
#include "sip/door/refusal_log.hpp"
#include "sip/door/source.hpp"
#include "sip/registrar/registrar.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class Reception {
  public:
    Reception(const Options& options, Stack& stack, const Registrar& registrar);
    void reload(const Options& options);

    Door& door() { return door_; }
    const Door& door() const { return door_; }
    /// Seconds to wait, when a new call can't be taken now. `dialogs`: those that are there.
    std::optional<int> overloaded(std::size_t dialogs);
    void count_request() { ++requests_; }
    void count_overload() { ++refused_overload_; }
    std::uint64_t requests() const { return requests_; }
    std::uint64_t refused_overload() const { return refused_overload_; }

    /// For the log. `what`: more about it, behind a colon.
    void note_refused(const RefusedKind& kind, const std::string& who, const Sender& from,
                      std::string_view what = {});

  private:
    DoorWatch watch(const Registrar& registrar);
    void tell_refusals();

    Loop& loop_;
    RefusalLog refusal_log_;
    Timer refusals_due_;
    Door door_;
    Overload overload_;
    Backlog backlog_;
    std::uint64_t requests_{}, refused_overload_{};
};

}  // namespace layby::sip
