// What every phone's file has, and what must not get into one. That each parses in its format, and that real
// phones take theirs: tests/scenarios/test_provisioning.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provision/fetching.hpp"
#include "provision/provision.hpp"
#include "provision/template_files.hpp"

namespace layby::provision {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Wanted ann() {
    Wanted out{.user = "201", .display = "Ann Lee", .password = "s3cret", .host = "park.example"};
    out.port = 5061;
    out.transport = Transport::tls;
    out.lots = {{"main", "700", 701, 703}};
    return out;
}

std::string all_of(const std::string& phone, const Wanted& wanted) {
    const auto written = written_for(phone, wanted);
    const auto* files = std::get_if<std::vector<File>>(&written);
    if (!files) return "refused: " + std::get<std::string>(written);
    std::string out;
    for (const auto& file : *files) out += file.text;
    return out;
}

TEST(SettingsOfAPhone, HaveTheAccountTheServerAndAKeyForTheLotAndEachSlot) {
    for (const auto& name : phone_names())
        EXPECT_THAT(
            all_of(name, ann()),
            AllOf(HasSubstr("201"), HasSubstr("Ann Lee"), HasSubstr("s3cret"), HasSubstr("park.example"),
                  HasSubstr("5061"), HasSubstr("700"), HasSubstr("701"), HasSubstr("702"), HasSubstr("703"),
                  HasSubstr("Park 701"), Not(HasSubstr("{{")), Not(HasSubstr("704"))))
            << name;
}

TEST(SettingsOfAPhone, HaveAMarkerInsteadOfAPasswordThatIsntGiven) {
    auto wanted = ann();
    wanted.password.clear();
    for (const auto& name : phone_names())
        EXPECT_THAT(all_of(name, wanted), HasSubstr("PASSWORD-OF-201")) << name;
}

TEST(SettingsOfAPhone, HaveNoMoreKeysThanWanted) {
    auto wanted = ann();
    wanted.keys = 2;
    for (const auto& name : phone_names())
        EXPECT_THAT(all_of(name, wanted), AllOf(HasSubstr("702"), Not(HasSubstr("703")))) << name;
}

TEST(SettingsOfAPhone, HaveNoMoreKeysThanAnyPhoneHas) {
    auto wanted = ann();
    wanted.lots = {{"main", "700", 1001, 50'000}, {"front", "800", 801, 803}};
    EXPECT_THAT(all_of("baresip", wanted),
                AllOf(HasSubstr("main 1298"), Not(HasSubstr("main 1299")), HasSubstr("Park front")));
}

TEST(SettingsOfAPhone, SayWhichLotWhereThereAreTwo) {
    auto wanted = ann();
    wanted.lots.push_back({"front", "800", 801, 801});
    for (const auto& name : phone_names())
        EXPECT_THAT(all_of(name, wanted),
                    AllOf(HasSubstr("main 701"), HasSubstr("front 801"), HasSubstr("Park front")))
            << name;
}

TEST(SettingsOfAPhone, AreForALineAloneWhereThereIsNoLot) {
    auto wanted = ann();
    wanted.lots.clear();
    for (const auto& name : phone_names())
        EXPECT_THAT(all_of(name, wanted), AllOf(HasSubstr("s3cret"), Not(HasSubstr("70")))) << name;
}

TEST(SettingsOfAPhone, LeaveOutACodeThatIsOff) {
    auto wanted = ann();
    EXPECT_THAT(all_of("yealink", wanted), HasSubstr("features.call_park.park_code = *68\n"));
    wanted.codes.park.clear();
    EXPECT_THAT(all_of("yealink", wanted), Not(HasSubstr("features.call_park.park_code")));
    for (const auto& name : phone_names()) EXPECT_THAT(all_of(name, wanted), Not(HasSubstr("*68"))) << name;
}

TEST(SettingsOfAPhone, KeepTheirFormatWhateverIsInANameOrAPassword) {
    auto wanted = ann();
    wanted.display = R"(A "<b>" & \ {{user}})";
    wanted.password = R"(<&"'{{host}})";
    const auto xml = all_of("poly", wanted);
    EXPECT_THAT(xml, HasSubstr(R"(reg.1.displayName="A &quot;&lt;b&gt;&quot; &amp; \ {{user}}")"));
    EXPECT_THAT(xml, HasSubstr(R"(reg.1.auth.password="&lt;&amp;&quot;'{{host}}")"));
    EXPECT_THAT(all_of("yealink", wanted), HasSubstr("account.1.password = <&\"'{{host}}\n"));
    EXPECT_THAT(all_of("linphone", wanted), HasSubstr(R"(reg_identity="A b &  {{user}}" <sip:201@)"));
}

TEST(SettingsOfAPhone, AreRefusedWhereTheFormatCantHoldThePassword) {
    for (const char* password : {"two words", "a;b", "a\"b", "a<b", "a>b"}) {
        auto wanted = ann();
        wanted.password = password;
        EXPECT_THAT(all_of("baresip", wanted), AllOf(HasSubstr("refused: "), Not(HasSubstr(password))));
    }
}

TEST(SettingsOfAPhone, BracketAnIPv6AddressWhereAPortFollows) {
    auto wanted = ann();
    wanted.host = "2001:db8::7";
    EXPECT_THAT(all_of("linphone", wanted), HasSubstr("reg_proxy=<sip:[2001:db8::7]:5061;transport=tls>"));
    EXPECT_THAT(all_of("yealink", wanted), HasSubstr("account.1.sip_server.1.address = 2001:db8::7\n"));
}

TEST(SettingsOfAPhone, ChooseTheTransportByThePhonesOwnWord) {
    auto wanted = ann();
    wanted.transport = Transport::tcp;
    EXPECT_THAT(all_of("yealink", wanted), HasSubstr("transport_type = 1\n"));
    EXPECT_THAT(all_of("poly", wanted), HasSubstr(R"(transport="TCPOnly")"));
    EXPECT_THAT(all_of("fanvil", wanted), HasSubstr("<Transport>1</Transport>"));
    EXPECT_THAT(all_of("cisco", wanted), HasSubstr(R"(<SIP_Transport_1_ ua="na">TCP<)"));
}

TEST(SettingsOfAPhone, EncryptSoundWhereItMustBeOrTheKeysTravelEncrypted) {
    using calls::MediaEncryption;
    auto wanted = ann();
    wanted.encryption = MediaEncryption::require;
    EXPECT_THAT(all_of("yealink", wanted), HasSubstr("srtp_encryption = 2\n"));
    EXPECT_THAT(all_of("poly", wanted), HasSubstr(R"(sec.srtp.require="1")"));
    EXPECT_THAT(all_of("snom", wanted), HasSubstr(">mandatory</user_savp>"));
    EXPECT_THAT(all_of("linphone", wanted), HasSubstr("media_encryption_mandatory=1\n"));
    EXPECT_THAT(all_of("baresip", wanted), HasSubstr(";mediaenc=srtp-mand\n"));
    wanted.encryption = MediaEncryption::prefer;
    EXPECT_THAT(all_of("yealink", wanted), HasSubstr("srtp_encryption = 1\n"));
    EXPECT_THAT(all_of("snom", wanted), HasSubstr(">optional</user_savp>"));
    EXPECT_THAT(all_of("baresip", wanted), HasSubstr(";mediaenc=srtp\n"));
    wanted.transport = Transport::udp;
    EXPECT_THAT(all_of("yealink", wanted), HasSubstr("srtp_encryption = 0\n"));
    EXPECT_THAT(all_of("poly", wanted), Not(HasSubstr("srtp")));
    EXPECT_THAT(all_of("linphone", wanted), Not(HasSubstr("media_encryption")));
}

TEST(TheTemplates, AreAllUsed) {
    std::size_t files = 0;
    for (const auto& name : phone_names()) {
        const auto written = written_for(name, ann());
        files += std::get<std::vector<File>>(written).size();
    }
    const auto index = std::get<std::vector<File>>(written_for({"0004f2000001", "poly", "201"}, ann()));
    EXPECT_EQ(files + index.size() - 1, template_files.size());
}

}  // namespace
}  // namespace layby::provision
