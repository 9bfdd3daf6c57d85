// Digest access authentication (RFC 7616, 8760; RFC 2617 as far as MD5): our challenges and their check, and
// our answers to a provider's challenge. Strings in, strings out; no sofia types. Signalling thread.
//
// Server side, e.g. in the dispatch (or let Door of source.hpp do it all):
//   auto verdict = challenger.check(values_of_authorization_headers, {"INVITE", request_id}, password_of,
//   now); if (verdict.state != Verdict::State::proved) answer 401/407 with challenger.challenges(now,
//   verdict.stale)
// Client side: on 401 answer with "Authorization: " + *answer(values_of_www_authenticate, …), on 407 with
// "Proxy-Authorization: " + *answer(values_of_proxy_authenticate, …), once; a second 401 without stale=true
// means that the password is wrong.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "words/time.hpp"

namespace layby::sip::digest {

enum class Algorithm { sha256, md5 };

/// The parameters of a "Digest …" header value, unquoted. Absent ones are empty.
struct Params {
    std::string username, realm, nonce, uri, response, algorithm, cnonce, nc, qop, opaque;
    bool stale{};
};
/// None: not Digest, or malformed (unclosed quote, a parameter twice, more than 4000 bytes).
std::optional<Params> parse(std::string_view header_value);

struct Credentials {
    std::string user, password;  ///< the password is never logged
    bool md5_alone{};            ///< challenges with SHA-256 are passed over
};

/// What the response hash is made of (RFC 7616 section 3.4.1). Without qop: RFC 2069.
struct Proof {
    Algorithm algorithm{};
    std::string_view username, realm, password, method, uri, nonce, nc, cnonce, qop;
};
std::string response_to(const Proof& proof);  ///< lower case hex

/// The header value that answers the strongest challenge that we can, of one 401 or 407: SHA-256 before MD5;
/// qop=auth if offered. `cnonce` is any fresh random text, `count` how often this nonce was used, from 1.
/// None: no challenge that we can answer.
std::optional<std::string> answer(const std::vector<std::string>& challenges, const Credentials& credentials,
                                  std::string_view method, std::string_view uri, std::string_view cnonce,
                                  std::uint32_t count = 1);
/// True when one of the challenges says that only the nonce was too old (so that answering again makes
/// sense).
bool stale(const std::vector<std::string>& challenges);

/// Whether a digest's uri means what the Request-URI means (RFC 7616 section 3.4.6): the same number. Any
/// host is us, and proxies on the way write it differently.
bool same_resource(std::string_view digest_uri, std::string_view request_uri);

/// The outcome of checking a request's credentials.
struct Verdict {
    enum class State { absent, malformed, stale, wrong, another_uri, proved };
    State state{State::absent};
    std::string user{};     ///< proved: whose
    std::string claimed{};  ///< the user name that was given, if any
    bool stale() const { return state == State::stale; }
};

/// What a request must not share with another one that uses the same nonce count.
struct Request {
    std::string_view method;
    std::string_view id;        ///< equal ids are a retransmission, not a replay
    std::string_view uri{};     ///< Request-URI, which the digest must be about; empty: isn't compared
    std::string_view source{};  ///< for whom the nonce was made
};

/// Makes and checks challenges. Nonces are signed, so that a challenge costs no memory: answer it
/// statelessly.
class Challenger {
  public:
    using PasswordOf = std::function<std::optional<std::string>(const std::string& user)>;

    /// `secret`: random bytes, one per process. A nonce is good for `lifetime`.
    Challenger(std::string realm, std::string secret, Duration lifetime = std::chrono::minutes{5});

    /// The values of the WWW-Authenticate or Proxy-Authenticate headers, SHA-256 first (RFC 8760
    /// section 2.4).
    /// `source`: the nonce is good for requests from there alone.
    std::vector<std::string> challenges(Instant now, bool stale = false, std::string_view source = {});
    /// One challenge alone, for a client that can't pass over an algorithm it doesn't know.
    std::string challenge(Algorithm algorithm, Instant now, bool stale = false, std::string_view source = {});
    /// Of several header values for our realm one has to be right; the first two are looked at. An unknown
    /// user takes as long as a wrong password.
    Verdict check(const std::vector<std::string>& header_values, const Request& request,
                  const PasswordOf& password_of, Instant now);

    const std::string& realm() const { return realm_; }
    std::size_t remembered() const { return recent_.size() + older_.size(); }

  private:
    struct Use {
        std::uint32_t count{};
        std::string request{};  ///< its fingerprint, which nobody can aim at without our secret
    };
    using Uses = std::unordered_map<std::string, Use>;
    enum class NonceState { forged, old, good };

    std::string sign(std::string_view text) const;
    std::string new_nonce(Instant now, std::string_view source);
    std::string line(Algorithm algorithm, const std::string& nonce, bool stale) const;
    NonceState judge(std::string_view nonce, std::string_view source, Instant now) const;
    bool used_up(const std::string& nonce) const;
    void note_failure(const std::string& nonce);
    Verdict prove(const Params& params, const Request& request, const PasswordOf& password_of, Instant now);
    bool first_use(const Params& params, const Request& request, Instant now);
    void forget_old(Instant now);

    std::string realm_, secret_;
    Duration lifetime_;
    std::uint64_t serial_{};
    Uses recent_, older_;  ///< two generations, each a lifetime long
    Instant generation_{};
    std::unordered_map<std::string, int> failures_;  ///< by nonce
};

std::string random_hex(std::size_t bytes);    ///< from the system's generator
std::string random_bytes(std::size_t bytes);  ///< e.g. for Challenger's secret

}  // namespace layby::sip::digest
