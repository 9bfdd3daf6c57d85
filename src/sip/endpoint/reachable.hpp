// Whom one can call: which devices users have, and which trunks are up. Told when it is no longer what was
// told last. Owned by the endpoint; signalling thread.
#pragma once
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "calls/facts.hpp"
#include "sip/endpoint/soon.hpp"
#include "sip/registrar/registrar.hpp"
#include "sip/stack/stack.hpp"
#include "sip/trunks/trunk_line.hpp"

namespace layby::sip {

class Reachable {
  public:
    Reachable(const Options& options, const Soon& soon, Stack& stack, const Registrar& registrar,
              std::function<void(calls::Fact)> tell);

    TrunkLines& lines() { return lines_; }
    const TrunkLines& lines() const { return lines_; }
    void reload(const Options& options, const TrunkLines::HasCalls& has_calls);

    /// Told that something of a trunk may be seen otherwise, never from within a call. Set once.
    void watch_trunks(std::function<void()> moved) { trunks_moved_ = std::move(moved); }

    void tell_devices(const std::string& user);
    /// All of it as facts, for a switchboard that begins.
    std::vector<calls::Fact> all(const Options& options);

  private:
    std::vector<calls::Device> devices_of(const std::string& user) const;
    bool note_devices(const std::string& user);  ///< whether they are others than was told
    bool note_trunk(const std::string& trunk);
    void tell_trunk(const std::string& trunk);

    const Soon& soon_;
    Stack& stack_;
    const Registrar& registrar_;
    std::function<void(calls::Fact)> tell_;
    std::function<void()> trunks_moved_ = [] {};
    TrunkLines lines_;
    std::unordered_map<std::string, std::vector<calls::Device>> told_devices_;  ///< absent: none
    std::unordered_map<std::string, std::string> told_trunks_;  ///< our address towards it; absent: down
};

}  // namespace layby::sip
