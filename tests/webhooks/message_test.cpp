// What a webhook is told, and its signature.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "webhooks/message.hpp"

namespace layby::webhooks {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

store::Occurrence parked() {
    store::Occurrence out;
    out.id = 41;
    out.entry.at = sip::WallTime{1'764'395'000'123ms};
    out.entry.step = {{3}, {9}, calls::CallStep::What::parked, "main", {701}, "201", "transfer"};
    out.caller = Party{"Ann Lee", "5551234", false};
    return out;
}

TEST(AMessage, SaysWhatHasHappenedToWhom) {
    const auto json = Json::parse(body_of(parked(), "crm"));
    EXPECT_EQ(json, Json::parse(R"({"id":"1764395000123-41","event":"parked","at":"2025-11-29T05:43:20.123Z",
        "webhook":"crm","call":3,"caller":{"name":"Ann Lee","number":"5551234","anonymous":false},
        "lot":"main","slot":701,"park":9,"who":"201","how":"transfer"})"));
}

TEST(AMessage, SaysNothingOfACallerWhoAskedForPrivacy) {
    auto secret = parked();
    secret.caller->anonymous = true;
    const auto body = body_of(secret, "crm");
    EXPECT_EQ(body.find("5551234"), std::string::npos);
    EXPECT_EQ(body.find("Ann Lee"), std::string::npos);
    EXPECT_TRUE(Json::parse(body)["caller"]["anonymous"].get<bool>());
}

TEST(AMessage, SaysWhatIsNotThereByNull) {
    auto bare = parked();
    bare.caller.reset();
    bare.entry.step = {{3}, {}, calls::CallStep::What::met, "", {}, "201", ""};
    const auto json = Json::parse(body_of(bare, "crm"));
    for (const char* name : {"caller", "lot", "slot", "park"}) EXPECT_TRUE(json[name].is_null()) << name;
}

TEST(AMessage, WithBytesThatAreNoTextIsStillJson) {
    auto odd = parked();
    odd.caller->name = "\xff\xfe";
    EXPECT_TRUE(Json::accept(body_of(odd, "crm")));
}

/// Computed with: printf '1764395000.{"a":1}' | openssl dgst -sha256 -hmac 'a secret of 16 bytes'
TEST(ASignature, IsAnHmacOverTheTimeAndTheBody) {
    EXPECT_EQ(signature("a secret of 16 bytes", 1'764'395'000s, R"({"a":1})"),
              "t=1764395000,v1=fcac4d620bb7cc3ce543eab21b729430c0ad98e71bcac9dcd7fa2c18ba103919");
    EXPECT_NE(signature("a secret of 16 bytes", 1'764'395'001s, R"({"a":1})").substr(14),
              signature("a secret of 16 bytes", 1'764'395'000s, R"({"a":1})").substr(14));
}

}  // namespace
}  // namespace layby::webhooks
