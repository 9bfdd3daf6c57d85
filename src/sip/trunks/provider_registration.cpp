#include "sip/trunks/provider_registration.hpp"

#include <algorithm>

namespace layby::sip {
namespace {

using std::chrono::seconds;

constexpr unsigned most_challenges = 2;  ///< per attempt: one, and one more when the nonce was stale
constexpr unsigned most_raises = 1;      ///< of the expiry after 423
constexpr std::uint32_t longest_expires = 86400;

/// Wrong credentials don't get better by trying often, and providers block those who do.
bool refused_for_good(int status) { return status == 401 || status == 403 || status == 404 || status == 407; }

}  // namespace

ProviderRegistration::ProviderRegistration(digest::Credentials credentials, std::string registrar_uri,
                                           Duration expires, std::uint32_t seed)
    : credentials_(std::move(credentials)),
      uri_(std::move(registrar_uri)),
      expires_(static_cast<std::uint32_t>(std::max<std::int64_t>(1, expires.count() / 1000000))),
      random_(seed) {}

ProviderRequest ProviderRegistration::begin(Instant now) {
    authorization_.clear();
    authorization_name_.clear();
    answered_challenges_ = raised_ = 0;
    // Until the answer is there; a lost one is told by replied() with 408.
    next_ = now + std::chrono::hours{1};
    return request();
}

ProviderRequest ProviderRegistration::request() const {
    return {expires_, authorization_name_, authorization_};
}

std::optional<ProviderRequest> ProviderRegistration::replied(const ProviderReply& reply, Instant now) {
    if (reply.status < 200) return {};
    last_status_ = reply.status;
    last_reason_ = reply.reason;
    if (reply.status < 300) {
        granted(reply.expires.value_or(expires_), now);
        return {};
    }
    if (reply.status == 401 || reply.status == 407)
        if (auto proof = prove(reply)) return proof;
    if (reply.status == 423 && reply.min_expires && *reply.min_expires <= longest_expires &&
        raised_ < most_raises) {
        ++raised_;
        expires_ = std::max(expires_, *reply.min_expires);
        return request();
    }
    failed(reply, now);
    return {};
}

std::optional<ProviderRequest> ProviderRegistration::prove(const ProviderReply& reply) {
    const bool again = answered_challenges_ == 0 || digest::stale(reply.challenges);
    if (!again || answered_challenges_ >= most_challenges || credentials_.user.empty()) return {};
    ++answered_challenges_;
    auto value = digest::answer(reply.challenges, credentials_, "REGISTER", uri_, digest::random_hex(8));
    if (!value) return {};
    authorization_name_ = reply.status == 401 ? "Authorization" : "Proxy-Authorization";
    authorization_ = std::move(*value);
    return request();
}

void ProviderRegistration::granted(std::uint32_t granted_seconds, Instant now) {
    failures_ = 0;
    const auto good_for = seconds(std::max<std::uint32_t>(granted_seconds, 1));
    if (!registered(now)) since_ = now;
    good_until_ = now + good_for;
    const auto part = std::uniform_int_distribution<int>(80, 90)(random_);
    next_ = now + std::chrono::duration_cast<Duration>(good_for) * part / 100;
}

void ProviderRegistration::failed(const ProviderReply& reply, Instant now) {
    const bool for_good = refused_for_good(reply.status);
    if (for_good) good_until_.reset();
    const auto doubled = seconds(for_good ? 60 : 5) * (1 << std::min(failures_, 8u));
    const auto longest = seconds(for_good ? 1800 : 300);
    auto wait = std::chrono::duration_cast<Duration>(std::min(doubled, longest));
    wait = wait * std::uniform_int_distribution<int>(90, 110)(random_) / 100;
    if (reply.retry_after) wait = std::max<Duration>(wait, seconds(std::min(*reply.retry_after, 3600u)));
    ++failures_;
    next_ = now + wait;
}

}  // namespace layby::sip
