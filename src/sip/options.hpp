// How the SIP side is set up: where it listens, users, trunks, limits. Plain values; any thread.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sip/peer_network.hpp"
#include "tls/context.hpp"
#include "tls/peer.hpp"
#include "trace/tape.hpp"
#include "words/time.hpp"
#include "words/transport.hpp"

namespace layby::sip {

struct Listen {
    Transport transport{};
    std::string ip{"0.0.0.0"};  ///< "::" for IPv6
    std::uint16_t port{5060};
};

struct Account {
    std::string user;
    std::string password;        ///< never logged
    std::string lamp_profile{};  ///< how its phones want lamps told (lamp_profile.hpp); empty: as all others
    bool md5_alone{};            ///< its phones are never challenged with SHA-256
    std::string outside_number{};  ///< its number towards trunks that have one of their own; empty: theirs
};

/// As whom callers are shown to a trunk.
struct ShownOutside {
    std::string own{};   ///< our number there; empty: every caller is shown as it is
    bool pass_caller{};  ///< who isn't one of our users is shown with its own number
    bool pass_names{true};
    bool operator==(const ShownOutside&) const = default;
};

/// What an outside line needs. By address: requests from `addresses` are the trunk's. By digest: requests
/// that prove `user`/`password` are; and outbound requests answer the provider's challenge with them.
struct TrunkAccount {
    std::string name;
    std::string
        host;  ///< name or address for outbound calls; DNS SRV when no port is given; empty: inbound only
    std::uint16_t port{};  ///< 0: by SRV, else 5060
    Transport transport{};
    std::vector<std::string> addresses;  ///< IP addresses or CIDR networks that inbound calls may come from
    std::string user, password;          ///< for digest, empty: none
    bool register_with_provider{};
    Duration expires{std::chrono::seconds{600}};
    Duration answer_within{
        std::chrono::seconds{5}};  ///< no provisional or final response: the next server or trunk
    bool md5_alone{};              ///< neither challenges nor answers with SHA-256
    ShownOutside shown{};
    std::vector<std::string> phones{};  ///< addresses or networks of phones behind it, reached through it
    tls::Peer tls{};                    ///< over TLS: how it proves who it is; without context: nothing does
};

/// Whose calls that don't run through us may be parked by a REFER: then we call their other party.
enum class ForeignParks {
    none,
    known,  ///< that party is a registered device or a trunk
    any     ///< anybody
};

struct Options {
    std::vector<Listen> listen{Listen{}};
    tls::Context tls{};   ///< what proves us where we listen for TLS
    bool browsers{};      ///< who else listens hands WebSockets over to us (Endpoint::door_for_browsers)
    trace::Tape* tape{};  ///< keeps every message; null: nobody does. Outlives us
    /// Of what browsers register with for a while; at least 32 bytes, never logged. Empty: one of our own
    /// making, which ends with us.
    std::string login_key;
    std::function<std::chrono::system_clock::time_point()> wall{std::chrono::system_clock::now};
    std::string tenant{};  ///< for the log; empty: there are none
    std::string domain;    ///< realm of challenges; empty: "layby"
    /// Put into Contact and SDP instead of our address, for peers outside who are in no network with an
    /// address of its own; empty: none.
    std::string public_ip;
    std::vector<PeerNetwork> networks;
    KeepAliveRules keep_alive{KeepAlive::off};  ///< of phones in none of these
    std::vector<Account> accounts;
    std::vector<TrunkAccount> trunks;
    std::vector<std::string> emergency;  ///< numbers whose calls show the trunk's own number, whoever calls
    std::vector<std::string> resolvers;  ///< "ip" or "ip:port" of DNS servers; empty: as the system
    Duration session_expires{std::chrono::seconds{1800}};  ///< RFC 4028; at least min_session_expires
    Duration min_session_expires{std::chrono::seconds{90}};
    Duration register_min{std::chrono::seconds{60}}, register_max{std::chrono::seconds{3600}};
    Duration register_max_tcp{std::chrono::seconds{120}};  ///< of phones on a connection
    std::string lamp_profile;                              ///< of all phones; empty: by their User-Agent
    ForeignParks foreign_parks{ForeignParks::known};
    std::size_t max_calls{20000};            ///< dialogs; more: 503 with Retry-After
    std::size_t ban_after{10};               ///< wrong passwords from a source; 0: nobody is banned
    std::vector<std::string> never_ban;      ///< IP addresses or CIDR networks
    std::vector<std::string> proxies;        ///< the same, of proxies in front of us: their Path is believed
    std::size_t max_new_calls_per_second{};  ///< 0: no limit; more: 503 with Retry-After, stateless
    /// After a restart: how many peers are asked whether they still know their call.
    std::size_t resumed_calls_per_second{100};
    /// Whether dialling this now takes a parked call out; asked only while new calls are refused: such a one
    /// is let in, as somebody has waited for it already. Empty: no number does.
    std::function<bool(const std::string& number)> retrieves;
};

}  // namespace layby::sip
