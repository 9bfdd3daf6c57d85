// Whom a URI means, and where the address is in a header.
#include "sip/text/uri.hpp"

#include <gtest/gtest.h>

#include "sip/text/identity.hpp"
#include "sip/text/refer_to.hpp"

namespace layby::tests {
namespace {

using sip::parse_uri;

std::string number(const std::string& uri) {
    const auto parsed = parse_uri(uri);
    return parsed ? parsed->number() : "none";
}

TEST(Uri, NamesTheNumberBeforeTheParametersOfItsUserPart) {
    for (const std::string user :
         {"+4930123456", "+4930123456;npdi=yes", "+4930123456;npdi;rn=+4930990000",
          "+4930123456;phone-context=+49", "+4930123456;cpc=ordinary",
          "+4930123456;tgrp=g1;trunk-context=example.com", "%2B4930123456;npdi", "+4930123456;isub=1411",
          "+4930123456;ext=12", "+4930123456;postd=pp22", "+4930123456;a=b:c", "+49-30-123456",
          "+49(30)123.456;npdi", "+4930123456:secret"})
        for (const std::string rest : {"@host", "@host:5060;user=phone", "@[2001:db8::1]:5060;transport=tcp"})
            EXPECT_EQ(number("sip:" + user + rest), "+4930123456") << user;
    EXPECT_EQ(number("sip:700;phone-context=office.example@host;user=phone"), "700");
    EXPECT_EQ(number("sip:*68701;x@host"), "*68701");
    EXPECT_EQ(number("sip:%23%31@host"), "#1");
}

TEST(Uri, OfATelephoneHasNoVisualSeparators) {
    for (const std::string uri : {"tel:+4930123456", "TEL:+49-30-123456;npdi", "tel:+49(30)123.456",
                                  "tel:+4930123456;ext=7;phone-context=x", "tel:%2B4930123456"})
        EXPECT_EQ(number(uri), "+4930123456") << uri;
    EXPECT_EQ(number("tel:700;phone-context=office.example"), "700");
    EXPECT_EQ(number("sip:7-0-1@host;user=phone"), "701");
    EXPECT_EQ(number("sip:7-0-1@host;USER=Phone"), "701");
}

TEST(Uri, OfAPersonIsLeftAsItIs) {
    EXPECT_EQ(number("sip:ann-lee@host"), "ann-lee");
    EXPECT_EQ(number("sip:ann.lee@host;user=phone"), "ann.lee");
    EXPECT_EQ(number("sip:555-1234@host"), "555-1234") << "nothing says that it is a telephone number";
    EXPECT_EQ(number("sip:a-1@host;user=phone"), "a-1");
    EXPECT_EQ(number("sip:-.-@host;user=phone"), "-.-");
    EXPECT_EQ(number("sip:host"), "");
}

TEST(AddressPart, IsFoundWithNamesOfAllKinds) {
    const auto address = [](const char* value) { return std::string(sip::address_part(value)->address); };
    EXPECT_EQ(address("<sip:700@x;a=b>;tag=1"), "sip:700@x;a=b");
    EXPECT_EQ(address("\"a \\\"<b>\\\" ;c\" <sip:700@x>;p=<>"), "sip:700@x");
    EXPECT_EQ(address("sip:700;npdi@x;tag=1"), "sip:700;npdi@x");
    EXPECT_EQ(address("tel:+49301;tag=2"), "tel:+49301");
    EXPECT_EQ(address("Ann Lee <sip:201@x>"), "sip:201@x");
    EXPECT_EQ(address("\"open <sip:201@x>"), "sip:201@x");
    EXPECT_FALSE(sip::address_part("<sip:700@x"));
}

TEST(NameAddress, IsReadWithAllThatPeersWrite) {
    const auto read = [](const char* value) {
        const auto address = sip::parse_name_address(value);
        return address ? address->name + '|' + address->user + '|' + address->host : "none";
    };
    EXPECT_EQ(read("\"Lee, Ann \\\"A\\\"\" <sip:+49-30-1;npdi@pbx.example;user=phone>;tag=x"),
              "Lee, Ann \"A\"|+49-30-1|pbx.example");
    EXPECT_EQ(read("<tel:+49-30-1;ext=2>"), "|+49-30-1|") << "shown as it was written";
    EXPECT_EQ(read("sip:+49301;npdi@pbx.example;tag=x"), "|+49301|pbx.example");
    EXPECT_EQ(read("\"never closed <sip:201@x>"), "never closed|201|x");
    EXPECT_EQ(read("Zo\xc3\xab M\xc3\xbcller <sip:201@x>"), "Zo\xc3\xab M\xc3\xbcller|201|x");
    EXPECT_EQ(read("\"\" <sip:201@x>"), "|201|x");
    EXPECT_EQ(read("Anonymous <sip:anonymous@anonymous.invalid>"), "Anonymous|anonymous|anonymous.invalid");
}

TEST(ReferTo, NamesTheNumberInAllForms) {
    using sip::read_refer_to;
    EXPECT_EQ(read_refer_to("<sip:700;phone-context=office.example@layby;user=phone>")->number, "700");
    EXPECT_EQ(read_refer_to("sip:705;x=y@layby;user=phone")->number, "705");
    EXPECT_EQ(read_refer_to("<tel:+1-555-(12).34;ext=1>")->number, "+15551234");
    EXPECT_EQ(read_refer_to("\"to <700>\" <sip:705@layby>;method=x")->number, "705");
    EXPECT_EQ(read_refer_to("<sip:ann-lee@layby>")->number, "ann-lee");
    const auto replacing = read_refer_to(
        "<sip:700;npdi@layby;user=phone?Replaces=a84b%40pc%3Bto-tag%3Dours%3Bfrom-tag%3Dtheirs&Subject=x>;x="
        "1");
    ASSERT_TRUE(replacing && replacing->replaces);
    EXPECT_EQ(replacing->number, "700");
}

TEST(AUri, OfAHostThatIsANumberNamesWhoWasDialled) {
    EXPECT_EQ(parse_uri("sip:700")->number(), "700");
    EXPECT_EQ(parse_uri("sip:700;user=phone")->number(), "700");
    EXPECT_EQ(parse_uri("sip:201@700")->number(), "201");
    EXPECT_EQ(parse_uri("sip:192.0.2.1")->number(), "");
    EXPECT_EQ(parse_uri("sip:layby7")->number(), "");
}

}  // namespace
}  // namespace layby::tests
