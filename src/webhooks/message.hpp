// What a webhook is told, and how it knows that we say it. Pure; any thread.
#pragma once
#include <chrono>
#include <string>

#include "store/outbox.hpp"

namespace layby::webhooks {

/// JSON. The same occurrence is always told in the same words, unless its caller's number was erased since.
std::string body_of(const store::Occurrence& occurrence, const std::string& webhook);
std::string test_body(const std::string& webhook, sip::WallTime now);

/// The field that states the time and the signature: "t=1764395000,v1=5257a8…", with an HMAC-SHA256 over
/// "1764395000.<body>". Whoever is told refuses a time that is minutes away: then nobody can repeat it.
std::string signature(const std::string& secret, std::chrono::seconds since_1970, const std::string& body);

}  // namespace layby::webhooks
