// Who sent a caller here, in each of the headers that say so, as the RFCs have them and as PBXs write them.
#include <gtest/gtest.h>

#include "sip/text/sent_by.hpp"

namespace layby::sip {
namespace {

std::optional<Party> by_refer(const std::string& value) { return referred_by({value, {}, {}}); }
std::optional<Party> by_diversion(std::vector<std::string> values) {
    return diverted_by({{}, std::move(values), {}}, "700");
}
std::optional<Party> by_history(std::vector<std::string> values) {
    return diverted_by({{}, {}, std::move(values)}, "700");
}
Party dora(const std::string& name = {}) { return {name, "301", false}; }

TEST(ReferredBy, NamesTheReferrer) {
    EXPECT_EQ(by_refer("<sip:301@192.0.2.7>"), dora());
    EXPECT_EQ(by_refer("sip:301@192.0.2.7"), dora());
    EXPECT_EQ(by_refer("<sip:301@10.88.0.14;ob>"), dora()) << "a phone's Contact, from a PBX";
    EXPECT_EQ(by_refer("\"Dora, Front; Desk\" <sip:301@h>;cid=\"20398823.2UWQFN309shb3@h\""),
              dora("Dora, Front; Desk"));
    EXPECT_EQ(by_refer("sip:301@h;cid=\"x;y\""), dora());
    EXPECT_EQ(by_refer("<sip:301:secret@h>"), dora());
    EXPECT_EQ(by_refer("<sip:%33%30%31@h>"), dora());
    EXPECT_EQ(by_refer("<tel:+49-30-(12).34;phone-context=x>"), (Party{"", "+49301234", false}));
}

TEST(ReferredBy, NamesNobodyWhoCantBeNamed) {
    for (const char* value :
         {"", "<sip:192.0.2.7>", "<sip:anonymous@anonymous.invalid>", "<http://x/>", "<sip:301@h"})
        EXPECT_FALSE(by_refer(value)) << value;
    EXPECT_FALSE(by_refer("<sip:" + std::string(5000, '1') + "@h>"));
}

TEST(Diversion, TheFirstIsTheLastDiverter) {
    EXPECT_EQ(by_diversion({"<sip:301@h>;reason=unconditional"}), dora());
    EXPECT_EQ(by_diversion({"<sip:301@h>;reason=user-busy, <sip:302@h>;reason=no-answer"}), dora());
    EXPECT_EQ(by_diversion({"<sip:301@h>;reason=user-busy", "<sip:302@h>"}), dora());
    EXPECT_EQ(by_diversion({"\"D, \\\"E\\\"\" <sip:301@h>;reason=\"a;privacy=full\";counter=1"}),
              dora("D, \"E\""));
}

TEST(Diversion, PrivacyIsKept) {
    EXPECT_EQ(by_diversion({"Dora <sip:301@h>;privacy=full"}), (Party{"Dora", "301", true}));
    EXPECT_EQ(by_diversion({"Dora <sip:301@h>;PRIVACY=\"uri\""}), (Party{"Dora", "301", true}));
    EXPECT_EQ(by_diversion({"Dora <sip:301@h>;privacy=name"}), dora());
    EXPECT_EQ(by_diversion({"Dora <sip:301@h>;privacy=off"}), dora("Dora"));
}

TEST(Diversion, TheDialledNumberAndWhatCantBeReadArePassedOver) {
    EXPECT_EQ(by_diversion({"<sip:700@h>, <sip:301@h>"}), dora());
    EXPECT_EQ(by_diversion({"garbage", "<sip:301@h>"}), dora());
    EXPECT_FALSE(by_diversion({"<sip:700@h>"}));
    EXPECT_FALSE(by_diversion({}));
}

TEST(HistoryInfo, NamesWhoseTargetBecameTheLast) {
    EXPECT_EQ(by_history({"<sip:301@h>;index=1, <sip:700@h;cause=302>;index=1.1;mp=1"}), dora());
    EXPECT_EQ(by_history({"<sip:302@h>;index=1", "<sip:301@h?Reason=SIP%3Bcause%3D486>;index=1.1;mp=1",
                          "<sip:700@h>;index=1.1.1;mp=1.1"}),
              dora());
    EXPECT_EQ(by_history({"<sip:301@h>;index=1, <sip:700@h>;index=1.1"}), dora()) << "RFC 4244 has no mp";
    EXPECT_EQ(by_history({"\"Dora\" <sip:301@h>;index=1, <sip:700@h>;index=2;mp=1"}), dora("Dora"));
}

TEST(HistoryInfo, ARouteOfTheDialledNumberIsNoDiversion) {
    EXPECT_FALSE(by_history({"<sip:700@proxy>;index=1"}));
    EXPECT_FALSE(by_history({"<sip:700@proxy>;index=1, <sip:700@layby>;index=1.1;rc=1"}));
    EXPECT_EQ(
        by_history(
            {"<sip:301@h>;index=1, <sip:700@proxy>;index=1.1;mp=1, <sip:700@layby>;index=1.1.1;np=1.1"}),
        dora());
    EXPECT_FALSE(by_history({"<sip:700@h>;index=1;mp=1"})) << "in a circle";
    EXPECT_FALSE(by_history({"<sip:301@h>, <sip:700@h>"})) << "without an index";
}

TEST(SentBy, DiversionCountsBeforeHistoryInfo) {
    EXPECT_EQ(diverted_by({{}, {"<sip:301@h>"}, {"<sip:302@h>;index=1, <sip:700@h>;index=1.1"}}, "700"),
              dora());
}

}  // namespace
}  // namespace layby::sip
