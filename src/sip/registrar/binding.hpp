// A registered device, a REGISTER that may be about it, and whether they mean the same. Plain data and pure
// functions; signalling thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sip/registrar/registered_device.hpp"
#include "sip/stack/flow.hpp"
#include "words/address.hpp"
#include "words/time.hpp"
#include "words/transport.hpp"

namespace layby::sip {

struct RegisterContact {
    std::string uri;  ///< without < >, as the phone wrote it
    std::optional<std::uint32_t> expires;
    std::string instance;    ///< +sip.instance without quotes, empty: none
    std::uint32_t reg_id{};  ///< 0: none
    double q{1.0};
};

/// A REGISTER whose sender has proved to be `user`.
struct Register {
    std::string user;
    std::string call_id;
    std::uint32_t cseq{};
    std::vector<RegisterContact> contacts;
    bool everything{};  ///< Contact: *
    std::optional<std::uint32_t> expires;
    std::vector<std::string> path;  ///< values of Path, in order, with < >
    std::string user_agent;
    Address source;  ///< where it really came from (received, rport)
    Transport transport{};
    Flow flow;  ///< its connection; none for UDP
};

/// One registered device.
struct Binding : RegisteredDevice {
    Flow flow;
    Instant expires;
    Duration life{};  ///< as granted
    /// Known from before a restart, and its connection is gone: unless it accepts one (can_be_reached), it
    /// has to register again.
    bool flow_lost{};
    bool silent{};         ///< it has answered our keep-alives, and does so no longer
    Instant kept_until;    ///< the expiry that its keeper knows
    std::string replaced;  ///< the contact that this one has taken the place of
    bool shares_place{};   ///< that one came back: several devices are at the same address
};

/// True when two contact URIs name the same place (RFC 3261 section 19.1.4, as far as contacts need it).
bool same_contact(const std::string& one, const std::string& other);
/// True when the request's contact is this device: by its instance or its contact.
bool is_of(const Binding& binding, const Register& request, const RegisterContact& contact);
/// True for a device that may be the same after a restart of its own: it comes from the same host and says
/// the same about itself.
bool twins(const Binding& binding, const Register& request);
/// True when the request's only contact takes the place of the device's: it comes from the very same socket,
/// or goes on with the same REGISTER chain, and only the contact's user part or port is another. So does a
/// phone that makes up a new contact at each start; two phones behind one NAT have ports of their own.
bool takes_place_of(const Binding& binding, const Register& request);
/// True when a refresh has changed nothing but times. The CSeq, too, only says that time goes on.
bool same_but_for_time(const Binding& one, const Binding& other);
/// Whether requests to the device's contact go to this very address.
bool has_contact_at(const Binding& binding, const Address& address);

}  // namespace layby::sip
