#include <charconv>
#include <utility>

#include "sip/door/digest_hash.hpp"

namespace layby::sip::digest {
namespace {

constexpr std::size_t most_remembered =
    200000;                            ///< nonces; more in one lifetime: the oldest are forgotten early
constexpr std::size_t most_tries = 2;  ///< in one request: an old answer beside a new one, not a dictionary
constexpr int most_failures = 3;       ///< with one nonce; a client that goes on has to ask for another
constexpr std::size_t most_failed_nonces = 10000;
constexpr std::size_t mac_bytes = 16;
constexpr std::size_t stamp_digits = 16;
constexpr std::string_view nobody_has_this = "no user has this password";

std::string hex64(std::uint64_t value) {
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
    return to_hex(bytes);
}

std::optional<std::uint64_t> number(std::string_view text, int base) {
    std::uint64_t value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

std::uint64_t stamp(Instant now) { return static_cast<std::uint64_t>(now.time_since_epoch().count()); }

std::string lower_hex(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// Without qop (RFC 2069) there is no count; our challenges offer qop, so a phone that ignores it is refused.
bool complete(const Params& params) {
    return !params.username.empty() && !params.nonce.empty() && !params.uri.empty() &&
           !params.response.empty() && params.qop == "auth" && !params.cnonce.empty() &&
           params.nc.size() == 8 && number(params.nc, 16);
}

}  // namespace

Challenger::Challenger(std::string realm, std::string secret, Duration lifetime)
    : realm_(std::move(realm)), secret_(std::move(secret)), lifetime_(lifetime) {}

std::string Challenger::sign(std::string_view text) const { return hmac_hex(secret_, text, mac_bytes); }

std::string Challenger::new_nonce(Instant now, std::string_view source) {
    const std::string text = hex64(stamp(now)) + hex64(++serial_);
    return text + sign(text + std::string{source});
}

Challenger::NonceState Challenger::judge(std::string_view nonce, std::string_view source, Instant now) const {
    if (nonce.size() != 2 * stamp_digits + 2 * mac_bytes) return NonceState::forged;
    const auto text = nonce.substr(0, 2 * stamp_digits);
    const auto expected = sign(std::string{text}.append(source));
    if (!equal_in_constant_time(expected, nonce.substr(2 * stamp_digits))) return NonceState::forged;
    const auto made = number(text.substr(0, stamp_digits), 16);
    if (!made) return NonceState::forged;
    const auto age = static_cast<std::int64_t>(stamp(now)) - static_cast<std::int64_t>(*made);
    return age >= 0 && age < lifetime_.count() ? NonceState::good : NonceState::old;
}

std::string Challenger::line(Algorithm algorithm, const std::string& nonce, bool stale) const {
    return "Digest realm=\"" + realm_ + "\", nonce=\"" + nonce + "\", algorithm=" + name_of(algorithm) +
           ", qop=\"auth\"" + (stale ? ", stale=true" : "");
}

std::vector<std::string> Challenger::challenges(Instant now, bool stale, std::string_view source) {
    const std::string nonce = new_nonce(now, source);
    return {line(Algorithm::sha256, nonce, stale), line(Algorithm::md5, nonce, stale)};
}

std::string Challenger::challenge(Algorithm algorithm, Instant now, bool stale, std::string_view source) {
    return line(algorithm, new_nonce(now, source), stale);
}

Verdict Challenger::check(const std::vector<std::string>& header_values, const Request& request,
                          const PasswordOf& password_of, Instant now) {
    Verdict verdict;
    std::size_t tried = 0;
    for (const auto& value : header_values) {
        const auto params = parse(value);
        if (!params) verdict.state = Verdict::State::malformed;
        if (!params || params->realm != realm_ || ++tried > most_tries) continue;
        verdict = prove(*params, request, password_of, now);
        verdict.claimed = params->username;
        if (verdict.state == Verdict::State::proved) break;
    }
    return verdict;
}

Verdict Challenger::prove(const Params& params, const Request& request, const PasswordOf& password_of,
                          Instant now) {
    const auto algorithm = algorithm_named(params.algorithm);
    if (!algorithm || !complete(params)) return {Verdict::State::malformed, {}};
    const auto nonce = judge(params.nonce, request.source, now);
    // A nonce of the process before us, of another address, or an old one: the phone may simply answer again.
    if (nonce != NonceState::good || used_up(params.nonce)) return {Verdict::State::stale, {}};
    if (!request.uri.empty() && !same_resource(params.uri, request.uri))
        return {Verdict::State::another_uri, {}};
    const auto password = password_of(params.username);
    const auto expected =
        response_to({*algorithm, params.username, params.realm, password ? *password : nobody_has_this,
                     request.method, params.uri, params.nonce, params.nc, params.cnonce, params.qop});
    const bool same = equal_in_constant_time(expected, lower_hex(params.response));
    if (!same || !password || password->empty()) {
        note_failure(params.nonce);
        return {Verdict::State::wrong, {}};
    }
    if (!first_use(params, request, now)) return {Verdict::State::stale, {}};
    return {Verdict::State::proved, params.username};
}

bool Challenger::first_use(const Params& params, const Request& request, Instant now) {
    forget_old(now);
    const auto count = static_cast<std::uint32_t>(number(params.nc, 16).value_or(0));
    const auto fingerprint = sign(request.id);
    if (const auto older = older_.find(params.nonce); older != older_.end())
        recent_.insert(older_.extract(older));
    auto& use = recent_[params.nonce];
    if (count < use.count || (count == use.count && use.request != fingerprint)) return false;
    use = {count, fingerprint};
    return true;
}

bool Challenger::used_up(const std::string& nonce) const {
    const auto found = failures_.find(nonce);
    return found != failures_.end() && found->second >= most_failures;
}

/// Apart from the uses, so that wrong answers can't push out what is known of replays.
void Challenger::note_failure(const std::string& nonce) {
    if (failures_.size() >= most_failed_nonces) failures_.clear();
    ++failures_[nonce];
}

void Challenger::forget_old(Instant now) {
    if (now - generation_ < lifetime_ && recent_.size() < most_remembered / 2) return;
    older_ = std::exchange(recent_, {});
    generation_ = now;
}

}  // namespace layby::sip::digest
