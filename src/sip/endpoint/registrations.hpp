// The registrar at work: its clock, its keeper, and what the log tells of devices that come and go. Owned by
// the endpoint; signalling thread.
#pragma once
#include <vector>

#include "sip/registrar/kept_registrations.hpp"
#include "sip/registrar/registrar.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class Registrations {
  public:
    /// `keeper`: who keeps them; null: nobody.
    Registrations(const Options& options, Loop& loop, RegistrationKeeper* keeper);

    /// From before a restart. `known`: which users there still are.
    void restore(const std::vector<KeptRegistration>& records,
                 const std::function<bool(const std::string&)>& known);
    void reload(const Options& options, const std::function<bool(const std::string&)>& known);

    RegisterAnswer handle(const Register& request);
    Registrar& registrar() { return registrar_; }
    const Registrar& registrar() const { return registrar_; }

  private:
    RegistrationWatch watch();
    void schedule_expiry();

    Loop& loop_;
    RegistrationKeeper* keeper_;
    Registrar registrar_;
    Timer expire_;
};

}  // namespace layby::sip
