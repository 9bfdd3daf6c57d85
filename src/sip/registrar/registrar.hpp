// The registrar: which devices (contacts) each user has, and how to reach them (RFC 3261 section 10, Path
// RFC 3327, instances RFC 5626). Pure: time is an argument, no sofia types, no I/O. Owned by the endpoint,
// signalling thread.
//
// The dispatch: authenticate (source.hpp), fill a Register (register_view.hpp does), call handle(), send the
// Answer. For a call to a device: reach(*find(device), now) says Request-URI, route and next hop.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sip/registrar/bindings.hpp"
#include "sip/registrar/reach.hpp"
#include "sip/registrar/registration_view.hpp"

namespace layby::sip {

struct RegisterAnswer {
    int status{};
    std::string reason;
    std::vector<std::string> contacts;         ///< values of Contact in a 200
    std::optional<std::uint32_t> min_expires;  ///< for 423
    std::vector<std::string> path;             ///< echoed in a 200 (RFC 3327 section 5.3)
    std::vector<DeviceId> registered;          ///< who can be reached now where it came from
};

struct RegistrarRules {
    Duration min{std::chrono::seconds{60}}, max{std::chrono::seconds{3600}};
    std::size_t devices_per_user{10};
    /// Of a phone on a connection: when that is gone, it can't be reached until it registers again.
    Duration max_on_connection{std::chrono::seconds{3600}};
};

enum class Departure {
    unregistered,  ///< by the phone
    expired,       ///< it didn't refresh
    replaced,      ///< by another one that says the same about itself
    removed        ///< with its user
};

/// Told of what has to outlive the process. A refresh that changes nothing but the expiry is told only when
/// it comes later than after a quarter of what is known of the device's life, so that what is kept covers a
/// phone that refreshes in time, whatever its rhythm.
struct RegistrationWatch {
    std::function<void(const Binding&)> changed = [](const Binding&) {};
    std::function<void(DeviceId)> gone = [](DeviceId) {};
    /// For the log: a device came, or comes from elsewhere now; a device went. Not told of refreshes.
    std::function<void(const Binding&)> came = [](const Binding&) {};
    std::function<void(const Binding&, Departure)> left = [](const Binding&, Departure) {};
};

class Registrar {
  public:
    /// Whether a connection can still be written to.
    using IsOpen = std::function<bool(const Flow& flow)>;
    explicit Registrar(
        RegistrarRules rules, RegistrationWatch watch = {},
        IsOpen is_open = [](const Flow&) { return true; });

    /// A device from before a restart, with its id; not told to the watch, unless it has expired: then it is
    /// gone. Before the first request.
    void restore(Binding binding, Instant now);

    RegisterAnswer handle(const Register& request, Instant now);
    void expire(Instant now);
    std::optional<Instant> next_deadline() const;

    /// Devices of a user that can be reached, the preferred ones first. Valid until the next change.
    std::vector<const Binding*> devices_of(const std::string& user, Instant now) const;
    const Binding* find(DeviceId id) const { return bindings_.find(id); }
    /// False also when only the device could open a connection, and its last one is closed.
    bool reaches(const Binding& binding) const;
    /// Which of the user's devices sends from here; an id of nothing when none does.
    DeviceId device_at(const std::string& user, const Address& source) const;
    /// The device that has its contact at this address, or registered from there.
    const Binding* reached_at(const Address& address) const { return bindings_.reached_at(address); }
    /// Whether any device registered from this IP address.
    bool any_at(const std::string& ip) const { return bindings_.any_from(ip); }
    /// Whether one of the user's devices registered from this IP address.
    bool user_at(const std::string& user, const std::string& ip) const;
    /// Whether one of the user's devices registered from exactly here.
    bool registered_at(const std::string& user, const Address& source) const;
    /// Forgets everything of a user, e.g. one that was removed by a reload.
    void remove_user(const std::string& user);
    /// It answers our keep-alives no longer, or again.
    void is_silent(DeviceId device, bool silent);
    template <class Visit>
    void each(Visit visit) const {
        bindings_.each(visit);
    }
    void change_rules(RegistrarRules rules) { rules_ = rules; }

    std::size_t size() const { return bindings_.size(); }
    std::vector<RegistrationView> view(Instant now) const;
    /// Those of one user.
    std::vector<RegistrationView> view(const std::string& user, Instant now) const;

  private:
    struct Wanted {
        const RegisterContact* contact;
        std::uint32_t seconds;
    };
    using Refusal = std::optional<RegisterAnswer>;

    Refusal refuse_everything(const Register& request) const;
    Refusal refuse(const Register& request, const std::vector<Wanted>& wanted) const;
    std::vector<Wanted> wanted_of(const Register& request) const;
    std::uint32_t longest(const Register& request) const;
    std::size_t added_by(const Register& request, const std::vector<Wanted>& wanted) const;
    std::size_t free_places(const Register& request) const;
    Binding* matching(const Register& request, const RegisterContact& contact) const;
    Binding* returning(const Register& request) const;
    Binding* replaced(const Register& request) const;
    void make_room(const Register& request);
    /// Which device it is; an id of nothing: it has gone.
    DeviceId apply(const Register& request, const Wanted& wanted, Instant now);
    void tell_watch(Binding& binding, const Binding& before, Instant now);
    void remove(const Binding& binding, Departure why);
    void remove_all(const std::string& user, Departure why);
    RegistrationView view_of(const Binding& binding, Instant now) const;
    RegisterAnswer listing(const Register& request, Instant now) const;

    RegistrarRules rules_;
    RegistrationWatch watch_;
    IsOpen is_open_;
    Bindings bindings_;
};

}  // namespace layby::sip
