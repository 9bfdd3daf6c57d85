// For which domains a certificate stands: the examples of RFC 5922 sections 7.1 and 7.2.
#include "tls/peer_name.hpp"

#include <gtest/gtest.h>

namespace layby::tls {
namespace {

CertificateNames alternative(std::vector<std::string> uris, std::vector<std::string> dns = {}) {
    return {.alternative = true,
            .uris = std::move(uris),
            .dns = std::move(dns),
            .addresses = {},
            .common = {"cn.example.com"}};
}

TEST(ACertificate, StandsForTheHostsOfItsSipUris) {
    EXPECT_TRUE(is_for_domain(alternative({"sip:example.com"}), "example.com"));
    EXPECT_TRUE(is_for_domain(alternative({"SIP:Example.COM"}), "example.com"));
    EXPECT_TRUE(
        is_for_domain(alternative({"sip:one.example", "sip:example.com:5061;transport=tls"}), "EXAMPLE.com"));
    EXPECT_TRUE(is_for_domain(alternative({"sip:[2001:db8::7]:5061"}), "2001:db8::7"));
}

TEST(ACertificate, OfAUserOrOfAnotherSchemeStandsForNoDomain) {
    for (const std::string uri : {"sip:bob@example.com", "sips:example.com", "https://example.com",
                                  "im:example.com", "example.com", "sip:"})
        EXPECT_TRUE(sip_identities(alternative({uri})).empty()) << uri;
}

/// DNS names count "if and only if no other identity is found that matches the sip URI type".
TEST(ACertificate, StandsForItsDnsNamesOnlyWithoutSuchAUri) {
    EXPECT_TRUE(is_for_domain(alternative({}, {"example.com"}), "example.com"));
    EXPECT_TRUE(is_for_domain(alternative({"sip:bob@example.com"}, {"example.com"}), "example.com"));
    EXPECT_FALSE(is_for_domain(alternative({"sip:one.example"}, {"example.com"}), "example.com"));
}

/// The CN "if and only if the subjectAltName does not appear in the certificate".
TEST(ACertificate, StandsForItsCommonNameOnlyWithoutAlternativeNames) {
    EXPECT_TRUE(is_for_domain({false, {}, {}, {}, {"cn.example.com"}}, "cn.example.com"));
    EXPECT_FALSE(is_for_domain(alternative({}), "cn.example.com"));
}

/// "foo.example.com" doesn't match "example.com"; "*.example.com" matches only "*.example.com".
TEST(ACertificate, IsComparedAsAWholeAndHasNoWildcards) {
    EXPECT_FALSE(is_for_domain(alternative({}, {"example.com"}), "foo.example.com"));
    EXPECT_FALSE(is_for_domain(alternative({}, {"foo.example.com"}), "example.com"));
    EXPECT_FALSE(is_for_domain(alternative({}, {"*.example.com"}), "foo.example.com"));
    EXPECT_TRUE(is_for_domain(alternative({}, {"*.example.com"}), "*.example.com"));
    EXPECT_FALSE(is_for_domain(alternative({}, {".example.com"}), "foo.example.com"));
    EXPECT_TRUE(is_for_domain(alternative({}, {".example.com"}), ".example.com"));
    EXPECT_FALSE(is_for_domain(alternative({}, {""}), ""));
}

TEST(ACertificate, ForAnAddressStandsForThatAddress) {
    EXPECT_TRUE(is_for_domain({true, {}, {}, {"192.0.2.7"}, {}}, "192.0.2.7"));
    EXPECT_FALSE(is_for_domain({true, {}, {}, {"192.0.2.7"}, {}}, "192.0.2.8"));
}

TEST(ACertificate, IsShownWithAllItsNames) {
    EXPECT_EQ(shown(alternative({"sip:a.example"}, {"b.example"})), "sip:a.example, b.example");
    EXPECT_EQ(shown({false, {}, {}, {}, {"c.example"}}), "c.example");
    EXPECT_EQ(shown({}), "nobody");
}

}  // namespace
}  // namespace layby::tls
