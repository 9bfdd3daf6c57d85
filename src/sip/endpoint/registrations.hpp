// The registrar at work: its clock, its keeper, and what the log tells of devices that come and go. Owned by
// the endpoint; signalling thread.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "sip/endpoint/keep_alives.hpp"
#include "sip/kept_registrations.hpp"
#include "sip/registrar/registrar.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class Registrations {
  public:
    using OnChange = std::function<void(const std::string& user)>;
    /// `keeper`: who keeps them; null: nobody. `changed`: a user may have other devices than before.
    Registrations(const Options& options, Loop& loop, RegistrationKeeper* keeper, OnChange changed);

    /// From before a restart. `known`: which users there still are.
    void restore(const std::vector<KeptRegistration>& records,
                 const std::function<bool(const std::string&)>& known);
    void reload(const Options& options, const std::function<bool(const std::string&)>& known);

    RegisterAnswer handle(const Register& request);
    void is_silent(DeviceId device, bool silent);
    /// What keeps the ways to phones open. Set once, before the first request.
    void keep_open(KeepAlives& keeper) { keep_alives_ = &keeper; }
    Registrar& registrar() { return registrar_; }
    const Registrar& registrar() const { return registrar_; }

  private:
    RegistrationWatch watch();
    void tell_changes();
    void schedule_expiry();

    Loop& loop_;
    RegistrationKeeper* keeper_;
    OnChange changed_;
    std::vector<std::string> changed_users_;  ///< to be told within this turn
    Registrar registrar_;
    Timer expire_;
    KeepAlives* keep_alives_{};
};

}  // namespace layby::sip
