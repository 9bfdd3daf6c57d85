// What is seen of a datagram at a glance, and what is left to the stack.
#include "sip/text/glance.hpp"

#include <gtest/gtest.h>

#include <string>

namespace layby::sip {
namespace {

const Address phone{"192.0.2.7", 5062};

std::string invite(const std::string& via = "SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK1;rport",
                   const std::string& more = {}) {
    return "INVITE sip:700@layby.example SIP/2.0\r\nVia: " + via +
           "\r\nMax-Forwards: 70\r\nFrom: \"Ann\" <sip:201@layby.example>;tag=a1\r\nTo: "
           "<sip:700@layby.example>\r\nCall-ID: c1@phone\r\nCSeq: 1 INVITE\r\n" +
           more + "Content-Length: 0\r\n\r\n";
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    return text.replace(text.find(what), what.size(), by);
}

TEST(AGlance, SeesWhatAnAnswerNeeds) {
    const auto text = invite();
    const auto seen = glance_at(text);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->method, "INVITE");
    EXPECT_EQ(seen->uri, "sip:700@layby.example");
    EXPECT_EQ(seen->call_id, "c1@phone");
    EXPECT_FALSE(seen->within_dialog);
    EXPECT_FALSE(seen->replaces);
    EXPECT_TRUE(
        busy_answer(*seen, phone, 1)
            .starts_with("SIP/2.0 503 Service Unavailable\r\nVia: SIP/2.0/UDP 192.0.2.7:5062;branch="));
    for (const auto* part :
         {";rport=5062;received=192.0.2.7\r\n", "\r\nFrom: \"Ann\" <sip:201@layby.example>;tag=a1\r\n",
          "\r\nCall-ID: c1@phone\r\nCSeq: 1 INVITE\r\n", "\r\nRetry-After: 1\r\n",
          "To: <sip:700@layby.example>;tag=layby-busy-"})
        EXPECT_NE(busy_answer(*seen, phone, 1).find(part), std::string::npos) << part;
}

TEST(AGlance, KnowsARequestOfADialogByTheTagBehindTheAddressAlone) {
    const auto within =
        replaced(invite(), "<sip:700@layby.example>\r\n", "<sip:700@layby.example> ; TAG=b\r\n");
    EXPECT_TRUE(glance_at(within)->within_dialog);
    const auto named =
        replaced(invite(), "To: <sip:700@layby.example>", "t: \"x;tag=b\" <sip:7;tag=c@h;tag=d>");
    EXPECT_FALSE(glance_at(named)->within_dialog);
}

TEST(AGlance, AnswersEachCopyAlikeAndKnowsItsAck) {
    const auto text = invite();
    const auto answer = busy_answer(*glance_at(text), phone, 1);
    EXPECT_EQ(answer, busy_answer(*glance_at(text), phone, 1));
    const auto to = answer.substr(answer.find("To: "), answer.find("\r\nCall-ID") - answer.find("To: "));
    const auto ack = replaced(replaced(text, "INVITE", "ACK"), "To: <sip:700@layby.example>", to);
    EXPECT_TRUE(acknowledges_refusal(*glance_at(ack)));
    const auto of_a_call = replaced(ack, "layby-busy-", "");
    EXPECT_FALSE(acknowledges_refusal(*glance_at(of_a_call)));
}

TEST(AGlance, SaysNothingOfWhatNeedsASecondLook) {
    const auto whole = invite();
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(glance_at(std::string_view{whole}.substr(0, size))) << size;
    for (const auto& odd :
         {std::string{"SIP/2.0 200 OK\r\nVia: x\r\n\r\n"}, std::string{"\r\n\r\n"}, "\r\n" + whole,
          replaced(whole, "Call-ID: c1@phone\r\n", ""), replaced(whole, "CSeq", "Call-ID: c2\r\nCSeq"),
          replaced(whole, "Max-Forwards: 70", "Subject: a\r\n b"),
          replaced(whole, " SIP/2.0\r\n", " SIP/3.0\r\n"),
          replaced(whole, "c1@phone", std::string{"c1\0x", 4})})
        EXPECT_FALSE(glance_at(odd)) << odd;
}

TEST(AGlance, AnswersOnlyWhereItIsPlainWhereTo) {
    const auto answer = [](const std::string& via) {
        const auto text = invite(via);
        return busy_answer(*glance_at(text), phone, 1);
    };
    EXPECT_NE(answer("SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK1").find("branch=z9hG4bK1\r\n"),
              std::string::npos);
    EXPECT_NE(answer("SIP/2.0/UDP 10.0.0.1;rport;branch=z9hG4bK1")
                  .find(";rport=5062;branch=z9hG4bK1;received=192.0.2.7\r\n"),
              std::string::npos);
    for (const auto* via :
         {"SIP/2.0/UDP 192.0.2.7;branch=z", "SIP/2.0/UDP 192.0.2.7:5062;rport=1;branch=z",
          "SIP/2.0/TCP 192.0.2.7:5062;rport;branch=z", "SIP/2.0/UDP 192.0.2.7:5062;maddr=1.2.3.4;rport",
          "SIP/2.0/UDP a:1;rport, SIP/2.0/UDP b:2", "SIP/2.0/UDP [2001:db8::1]:5060;rport",
          "SIP/2.0/UDP a:99999;rport", ";"})
        EXPECT_EQ(answer(via), "") << via;
}

TEST(AGlance, ReadsWhatWasDialled) {
    EXPECT_EQ(dialled_in("sip:701@layby.example;user=phone"), "701");
    EXPECT_EQ(dialled_in("sip:%37%301;x=y@layby.example"), "701");
    EXPECT_EQ(dialled_in("sip:park@layby.example;orbit=702"), "702");
    EXPECT_EQ(dialled_in("tel:+1-555-0100"), "+15550100");
    EXPECT_EQ(dialled_in("http://layby.example"), "");
}

}  // namespace
}  // namespace layby::sip
