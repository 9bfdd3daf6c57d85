// The door: who sent a request, by digest or by address, and what to answer to those who may not. Pure: time
// is an argument, no sofia types. Owned by the endpoint, signalling thread.
//
// The dispatch, for every request outside a dialog but ACK, CANCEL and OPTIONS:
//   auto view = view_of(sip, source, transport);                (request_view.hpp)
//   auto admission = door.admit(view, now);
//   if (auto* refusal = std::get_if<Refusal>(&admission)) answer it statelessly with refusal->headers
//   else the Origin is std::get<calls::Origin>(admission); its device comes from registrar.device_at(…)
// In-dialog requests are known by their dialog and aren't challenged.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "calls/facts.hpp"
#include "sip/door/bans.hpp"
#include "sip/door/digest.hpp"
#include "sip/door/old_clients.hpp"
#include "sip/door/passing_logins.hpp"
#include "sip/door/refusal_log.hpp"
#include "sip/options.hpp"
#include "words/networks.hpp"
#include "words/transport.hpp"

namespace layby::sip {

/// What the door looks at.
struct RequestView {
    std::string method;
    std::string request_uri;
    std::string from_user;                         ///< user part of From, unescaped
    std::string to_user;                           ///< user part of To, unescaped: whom a REGISTER registers
    std::vector<std::string> authorization;        ///< values of Authorization
    std::vector<std::string> proxy_authorization;  ///< values of Proxy-Authorization
    std::string call_id;
    std::uint32_t cseq{};
    std::string rest{};  ///< all headers and the body, but what a retransmission may change
    Address source;
    Transport transport{};
    std::string trunk{};  ///< whose connection it is beyond doubt; empty: that says nothing
    std::string user_agent;
};

/// A final answer that needs no transaction.
struct Refusal {
    int status{};
    std::string reason;
    std::vector<std::pair<std::string, std::string>> headers;  ///< name and value
};

using Admission = std::variant<calls::Origin, Refusal>;

/// Told of everybody who was refused.
struct DoorWatch {
    std::function<void(const RefusedKind&, const std::string& who, const RequestView&, Instant now)> refused =
        [](const auto&, const auto&, const auto&, auto) {};
    std::function<void(const std::string& source, Duration length)> banned = [](const auto&, auto) {};
    /// Whether phones are registered at this IP address.
    std::function<bool(const std::string& ip)> phones_at = [](const auto&) { return false; };
};

class Door {
  public:
    /// Whether this user has a device registered at exactly this address and port.
    using RegisteredAt = std::function<bool(const std::string& user, const Address& source)>;

    /// `secret` as for digest::Challenger. `registered_at` tells phones from a trunk at the same address.
    /// `bans`: those of all doors; none: its own.
    Door(const Options& options, std::string secret, RegisteredAt registered_at = {}, DoorWatch watch = {},
         std::shared_ptr<Bans> bans = {});

    /// Whether what this sender wants isn't even answered: it was wrong too often. Never true of a registered
    /// phone, of a trunk's address and of networks that the settings except.
    bool ignores(const Address& source, const std::string& from_user, Instant now) const;
    /// A trunk's address, or of a network that the settings except.
    bool is_silenced(const std::string& ip, Instant now) const;
    bool excepted(const std::string& ip) const;
    Bans& bans() { return *bans_; }
    const Bans& bans() const { return *bans_; }

    /// Users: 401 for REGISTER, 407 for the rest; a user that proves to be another than From (REGISTER: To)
    /// says gets 403. Trunks: by address, or by digest with the trunk's own user and password. From a trunk's
    /// address a REGISTER, a request with credentials, and a request of a phone that is registered there are
    /// a user's.
    Admission admit(const RequestView& request, Instant now);
    /// A request within a dialog of this user or trunk, from where nobody expects it: proved by the digest of
    /// that very account, whoever From names. None: it is proved.
    std::optional<Refusal> doubt(RequestView request, const calls::Origin& peer, Instant now);
    void reload(const Options& options);  ///< nonces given out stay good

    /// With what a browser registers as this user from now on; none: there is no such user.
    std::optional<PassingLogin> pass(const std::string& user) const;

    const std::string& realm() const { return challenger_.realm(); }

    bool is_user(const std::string& name) const { return passwords_.count(name) != 0; }
    std::optional<std::string> trunk_at(const std::string& ip) const;
    /// Which trunk sends this: the one whose connection it is, else by address. One that is called over TLS
    /// is known by its address over TLS alone: the address of a datagram may be anybody's.
    std::optional<std::string> trunk_of(const RequestView& request) const;
    /// Whether a Path (RFC 3327) from there is believed. It leads our requests to whomever it names, so a
    /// user's must lead back to where its REGISTER came from; a proxy that we know may name any host.
    bool believes(const std::vector<std::string>& path, const std::string& ip) const;
    /// The trunk behind which a phone with this address is.
    std::optional<std::string> trunk_before(const std::string& ip) const;
    std::uint64_t refused() const { return refused_; }  ///< wrong credentials, not first challenges

  private:
    using Prover = std::pair<std::string, std::string>;  ///< trunk's name, password

    std::optional<Refusal> judge(const RequestView& request, const digest::Verdict& verdict, Instant now);
    Refusal refuse_expired(const RequestView& request, const std::string& name, Instant now);
    Refusal refuse_void(const RequestView& request, const digest::Verdict& verdict, Instant now);
    void failed(const RequestView& request, const digest::Verdict& verdict, Instant now);
    void note_silence(const RequestView& request, Instant now);
    bool claims_account(const RequestView& request) const;
    std::optional<std::string> account_of(const calls::Origin& peer) const;
    Admission authenticate(const RequestView& request, Instant now);
    Admission accept(const RequestView& request, const std::string& proved, Instant now);
    Refusal refuse(int status, std::string reason);
    Refusal challenge(const RequestView& request, bool stale, Instant now);
    bool knows_md5_alone(const RequestView& request, Instant now);
    std::optional<std::string> password_of(const std::string& name) const;
    std::optional<PassingLogins::Named> passing_in(const std::string& name) const;
    std::string proved_by(const std::string& name) const;  ///< whose account it is
    bool has_expired(const std::string& name) const;
    std::optional<std::string> trunk_in(const NetworkTable& table, const std::string& ip) const;

    std::string secret_;
    PassingLogins passing_;
    std::function<std::chrono::system_clock::time_point()> wall_;
    RegisteredAt registered_at_;
    digest::Challenger challenger_;
    OldClients old_clients_;
    std::unordered_map<std::string, std::string> passwords_;  ///< of users
    std::unordered_map<std::string, Prover> trunk_users_;     ///< by digest user
    std::unordered_set<std::string> md5_alone_;               ///< digest users who are offered nothing else
    std::vector<std::string> trunk_names_;
    std::unordered_set<std::string> trunks_over_tls_;
    NetworkTable trunks_by_address_, trunks_by_phone_, never_banned_, proxies_;
    bool has_own_bans_;
    std::shared_ptr<Bans> bans_;
    DoorWatch watch_;
    std::unordered_map<std::string, int> unanswered_;  ///< challenges, by source
    std::uint64_t refused_{};
};

}  // namespace layby::sip
