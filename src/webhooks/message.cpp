#include "webhooks/message.hpp"

#include <fmt/chrono.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <nlohmann/json.hpp>

namespace layby::webhooks {
namespace {

using Json = nlohmann::ordered_json;

std::string utc_ms(sip::WallTime when) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(when);
    return fmt::format("{:%FT%T}.{:03}Z", seconds, (when - seconds).count());
}

Json party(const std::optional<Party>& caller) {
    if (!caller) return nullptr;
    if (caller->anonymous) return {{"name", ""}, {"number", ""}, {"anonymous", true}};
    return {{"name", caller->name}, {"number", caller->number}, {"anonymous", false}};
}

/// Bytes that aren't UTF-8 come from a phone.
std::string text(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json or_null(const std::string& value) { return value.empty() ? Json(nullptr) : Json(value); }
Json or_null(std::uint64_t value) { return value == 0 ? Json(nullptr) : Json(value); }

std::string hex_of(const unsigned char* bytes, std::size_t size) {
    std::string out;
    for (std::size_t i = 0; i < size; ++i) out += fmt::format("{:02x}", bytes[i]);
    return out;
}

std::string hmac_sha256(const std::string& key, const std::string& data) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest.data(), &size);
    return hex_of(digest.data(), size);
}

}  // namespace

std::string body_of(const store::Occurrence& occurrence, const std::string& webhook) {
    const auto& [at, step] = occurrence.entry;
    return text({{"id", fmt::format("{}-{}", at.time_since_epoch().count(), occurrence.id)},
                 {"event", calls::text_of(step.what)},
                 {"at", utc_ms(at)},
                 {"webhook", webhook},
                 {"call", step.call.value},
                 {"caller", party(occurrence.caller)},
                 {"lot", or_null(step.lot)},
                 {"slot", or_null(step.slot.value)},
                 {"park", or_null(step.park.value)},
                 {"who", step.who},
                 {"how", step.how}});
}

std::string test_body(const std::string& webhook, sip::WallTime now) {
    return text({{"id", fmt::format("{}-test", now.time_since_epoch().count())},
                 {"event", "test"},
                 {"at", utc_ms(now)},
                 {"webhook", webhook}});
}

std::string signature(const std::string& secret, std::chrono::seconds since_1970, const std::string& body) {
    const auto time = std::to_string(since_1970.count());
    return "t=" + time + ",v1=" + hmac_sha256(secret, time + "." + body);
}

}  // namespace layby::webhooks
