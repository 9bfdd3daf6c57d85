// What lamps are told in: documents, names and profiles, without a network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sip/lamps/callpark_info.hpp"
#include "sip/lamps/documents.hpp"
#include "sip/lamps/event_list.hpp"
#include "sip/lamps/message_waiting.hpp"
#include "sip/lamps/xml.hpp"

namespace layby::sip {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Xml, EscapesWhatWouldEndTextOrAttribute) {
    EXPECT_EQ(xml_escaped("A&B <\"Co\"> 'x'"), "A&amp;B &lt;&quot;Co&quot;&gt; &apos;x&apos;");
    EXPECT_EQ(xml_escaped("Zo\xc3\xab"), "Zo\xc3\xab");
}

TEST(Xml, ReplacesWhatIsNoTextAtAll) {
    EXPECT_THAT(xml_escaped(std::string("a\x01\xff\xfe") + "b"), Not(HasSubstr("\xff")));
    EXPECT_THAT(xml_escaped(std::string("a\0b", 3)), Not(HasSubstr(std::string("\0", 1))));
    EXPECT_EQ(xml_escaped("\xef\xbf\xbf"), "\xef\xbf\xbd");
}

TEST(DialogInfo, IsWrittenInTheOrderOfTheSchema) {
    DialogInfo info{"sip:701@office", 4, true, {}};
    DialogEntry entry;
    entry.id = "slot-701";
    entry.call_id = "c";
    entry.local_tag = "l";
    entry.remote_tag = "r";
    entry.phase = DialogPhase::confirmed;
    entry.seconds = 12;
    entry.local = DialogSide{"Parked 701", "sip:701@office", "sip:701@office", true};
    entry.remote = DialogSide{"Ann <Lee>", "sip:5551234@office", {}, false};
    info.dialogs = {entry};
    EXPECT_EQ(
        write(info),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
        "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"4\" state=\"full\" "
        "entity=\"sip:701@office\">\r\n"
        "<dialog id=\"slot-701\" call-id=\"c\" local-tag=\"l\" remote-tag=\"r\" "
        "direction=\"recipient\">\r\n"
        "<state>confirmed</state>\r\n<duration>12</duration>\r\n"
        "<local><identity display=\"Parked 701\">sip:701@office</identity>"
        "<target uri=\"sip:701@office\"><param pname=\"+sip.rendering\" pval=\"no\"/></target></local>\r\n"
        "<remote><identity display=\"Ann &lt;Lee&gt;\">sip:5551234@office</identity></remote>\r\n"
        "</dialog>\r\n</dialog-info>\r\n");
}

TEST(CallparkInfo, HasAnIdleAndAParkedForm) {
    EXPECT_EQ(write_callpark_info({}),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<x-broadworks-callpark-info "
              "xmlns=\"http://schema.broadsoft.com/callpark\">\r\n<callpark/>\r\n"
              "</x-broadworks-callpark-info>\r\n");
    EXPECT_THAT(
        write_callpark_info(ParkedIdentity{"A & B", "sip:5@o"}),
        HasSubstr(
            "<callpark><parked><identity display=\"A &amp; B\">sip:5@o</identity></parked></callpark>"));
}

TEST(MessageSummary, SaysHowManyWait) {
    EXPECT_EQ(write_message_summary("sip:201@o", 0, 3),
              "Messages-Waiting: no\r\nMessage-Account: sip:201@o\r\nVoice-Message: 0/3\r\n");
    EXPECT_EQ(write_message_summary("sip:201@o", 2, 0),
              "Messages-Waiting: yes\r\nMessage-Account: sip:201@o\r\nVoice-Message: 2/0\r\n");
}

TEST(EventList, EachPartIsNamedInTheList) {
    const auto body = write_event_list("sip:700@o", 3, false,
                                       {{"sip:701@o", "701", {"text/x", "one"}}, {"sip:702@o", "702", {}}});
    EXPECT_THAT(body.type, HasSubstr("type=\"application/rlmi+xml\";start=\"<list.3@layby>\""));
    EXPECT_THAT(body.text, HasSubstr("uri=\"sip:700@o\" version=\"3\" fullState=\"false\""));
    EXPECT_THAT(body.text, HasSubstr("<instance id=\"701\" state=\"active\" cid=\"701.3@layby\"/>"));
    EXPECT_THAT(body.text, HasSubstr("Content-ID: <701.3@layby>\r\nContent-Type: text/x\r\n\r\none\r\n"));
    EXPECT_THAT(body.text, HasSubstr("<resource uri=\"sip:702@o\"><name>702</name></resource>"));
    EXPECT_TRUE(body.text.ends_with("--layby-lamps-boundary--\r\n"));
}

TEST(LampNames, NameOneCallAndNoOther) {
    const LampNames names{"life1"};
    const LampNames::Named parked{{17}, {701}};
    const auto name = names.of(parked);
    EXPECT_EQ(names.read(name), parked);
    EXPECT_EQ(names.read({name.call_id, name.remote_tag, name.local_tag}), parked) << "swapped tags";
    EXPECT_FALSE(LampNames{"life2"}.read(name)) << "of another run of the server";
    EXPECT_FALSE(names.read({name.call_id, "other", name.remote_tag}));
    EXPECT_FALSE(names.read({"park-17-701-life1@layby2", name.local_tag, name.remote_tag}));
    for (const std::string odd : {"", "park-", "park-x-1", "park-99999999999999999999-1-life1@layby"})
        EXPECT_FALSE(names.read({odd, name.local_tag, name.remote_tag})) << odd;
}

struct Phone {
    const char* user_agent;
    const char* profile;
};
class ProfileOf : public testing::TestWithParam<Phone> {};

TEST_P(ProfileOf, APhoneIsKnownByItsUserAgent) {
    EXPECT_EQ(lamp_profile_for(GetParam().user_agent).name, GetParam().profile) << GetParam().user_agent;
}

INSTANTIATE_TEST_SUITE_P(
    Vendors, ProfileOf,
    testing::Values(Phone{"Yealink SIP-T46U 108.86.0.20", "yealink"},
                    Phone{"PolycomVVX-VVX_411-UA/6.3.1.8427", "poly"}, Phone{"Polycom/5.9 VVX_410", "poly"},
                    Phone{"OBIHAI/OBi302-3.2.2.5921", "obi"}, Phone{"PolyEdge-Edge_E350-UA/8.0", "obi"},
                    Phone{"snomD785/10.1.127.10", "snom"},
                    Phone{"Grandstream GXP2170 1.0.11.64", "grandstream"},
                    Phone{"Fanvil X6U 2.4.10", "fanvil"}, Phone{"Cisco/SPA525G2-7.6.2", "cisco"},
                    Phone{"Cisco-CP-8851-3PCC/11.3.1", "cisco"}, Phone{"Linksys/SPA942-6.1.5", "cisco"},
                    Phone{"Aastra 6757i/3.3.1", "mitel"}, Phone{"Mitel-6869-SIP/5.1", "mitel"},
                    Phone{"Linphone/5.0 (belle-sip/4.5)", "default"}, Phone{"baresip v1.0.0", "default"},
                    Phone{"Acrobits Mobile 1.2", "default"}, Phone{"", "default"}));

/// One parked call as the phones of each profile see it.
class Shape : public testing::Test {
  protected:
    Shape() {
        table.lots_are({{{"main", "700", {701}, {705}}}});
        calls::WatchedSlot slot;
        slot.lot = "main";
        slot.slot = {701};
        slot.park = {17};
        slot.caller = {"Ann Lee", "5551234", false};
        slot.state = calls::WatchedSlot::State::parked;
        table.slot_is(slot);
    }
    std::string seen_by(const std::string& profile) {
        SubscriptionState watch;
        watch.host = "office";
        watch.user = "701";
        watch.topic = {Topic::Kind::slot, {}, {701}};
        watch.profile = *lamp_profile_named(profile);
        watch.pending = {true, true, {}};
        return next_document(watch, table, names, Instant{}).body.text;
    }
    LampTable table;
    LampNames names{"life"};
};

TEST_F(Shape, EveryPhoneSeesTheCallerAndNeverTheSlotOnBothSides) {
    for (const auto& profile : lamp_profile_names()) {
        const auto text = seen_by(profile);
        EXPECT_THAT(text, HasSubstr("<remote><identity display=\"Ann Lee\">sip:5551234@office</identity>"))
            << profile;
        EXPECT_THAT(text, HasSubstr("<local><identity display=\"Parked 701\">sip:701@office</identity>"));
        EXPECT_THAT(text, HasSubstr("call-id=\"park-17-701-life@layby\""));
    }
}

TEST_F(Shape, AnObiSeesACallThatRingsAndTheOthersOneThatIsUp) {
    for (const auto& profile : lamp_profile_names())
        EXPECT_THAT(seen_by(profile),
                    HasSubstr(profile == "obi" ? "<state>early</state>" : "<state>confirmed</state>"));
}

TEST_F(Shape, HostileNamesStayText) {
    calls::WatchedSlot slot;
    slot.lot = "main";
    slot.slot = {701};
    slot.park = {18};
    slot.state = calls::WatchedSlot::State::parked;
    slot.caller = {"</identity><state>terminated</state>", "1\"><x", false};
    table.slot_is(slot);
    const auto text = seen_by("yealink");
    EXPECT_THAT(text, Not(HasSubstr("<state>terminated</state>")));
    EXPECT_THAT(text, Not(HasSubstr("<x")));
}

}  // namespace
}  // namespace layby::sip
