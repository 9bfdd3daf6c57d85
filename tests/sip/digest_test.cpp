// Digest authentication: the vectors of the standards, then our own challenges and those who try to pass
// them.
#include "sip/door/digest.hpp"

#include <gtest/gtest.h>

#include "sip/door/digest_hash.hpp"

namespace layby::sip::digest {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1h};

Challenger::PasswordOf passwords() {
    return [](const std::string& user) -> std::optional<std::string> {
        if (user == "201") return "secret of 201";
        if (user == "empty") return "";
        return {};
    };
}

struct Vector {
    Algorithm algorithm;
    const char *username, *realm, *password, *method, *uri, *nonce, *nc, *cnonce, *qop, *response;
};

class Vectors : public testing::TestWithParam<Vector> {};

TEST_P(Vectors, GiveTheResponseOfTheStandard) {
    const auto& v = GetParam();
    EXPECT_EQ(response_to({v.algorithm, v.username, v.realm, v.password, v.method, v.uri, v.nonce, v.nc,
                           v.cnonce, v.qop}),
              v.response);
}

INSTANTIATE_TEST_SUITE_P(Digest, Vectors,
                         testing::Values(
                             // RFC 7616 section 3.9.1
                             Vector{Algorithm::md5, "Mufasa", "http-auth@example.org", "Circle of Life",
                                    "GET", "/dir/index.html", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                                    "00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "auth",
                                    "8ca523f5e9506fed4657c9700eebdbec"},
                             Vector{Algorithm::sha256, "Mufasa", "http-auth@example.org", "Circle of Life",
                                    "GET", "/dir/index.html", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                                    "00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "auth",
                                    "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
                             // RFC 2617 section 3.5
                             Vector{Algorithm::md5, "Mufasa", "testrealm@host.com", "Circle Of Life", "GET",
                                    "/dir/index.html", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "00000001",
                                    "0a4f113b", "auth", "6629fae49393a05397450978507c4ef1"}));

TEST(DigestParams, AreReadUnquotedInAnyOrder) {
    const auto params = parse(
        R"(dIgEsT  response="abc",uri="sip:x@y;a=b,c" , nc=00000001,qop=auth ,username="a \"b\" \\", stale=TRUE, x=y)");
    ASSERT_TRUE(params);
    EXPECT_EQ(params->username, R"(a "b" \)");
    EXPECT_EQ(params->uri, "sip:x@y;a=b,c");
    EXPECT_EQ(params->response, "abc");
    EXPECT_EQ(params->nc, "00000001");
    EXPECT_EQ(params->qop, "auth");
    EXPECT_TRUE(params->stale);
}

TEST(DigestParams, ThatAreMalformedAreNothing) {
    for (const std::string text :
         {"", "Basic abc", "Digest", "Digestx a=b", R"(Digest username="abc)", "Digest username", "Digest =x",
          R"(Digest realm="a", realm="b")", R"(Digest a b=c)", R"(Digest "a"=b)"})
        EXPECT_FALSE(parse(text)) << text;
    EXPECT_FALSE(parse("Digest realm=\"" + std::string(5000, 'x') + '"'));
}

TEST(DigestParams, SurviveEveryCutAndEveryFlippedByte) {
    const std::string good =
        R"(Digest username="201", realm="layby", nonce="00", uri="sip:layby", response="ff", nc=1)";
    for (std::size_t i = 0; i < good.size(); ++i) {
        parse(good.substr(0, i));
        for (int bit = 0; bit < 8; ++bit) {
            auto bad = good;
            bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
            parse(bad);
        }
    }
    EXPECT_TRUE(parse(good));
}

TEST(DigestAnswer, PrefersSha256AndQuality) {
    const auto value = answer({R"(Digest realm="r", nonce="n1", algorithm=MD5, qop="auth")",
                               R"(Digest realm="r", nonce="n2", algorithm=SHA-256, qop="auth-int, auth")"},
                              {"u", "p"}, "REGISTER", "sip:x", "cn");
    ASSERT_TRUE(value);
    const auto params = parse(*value);
    ASSERT_TRUE(params);
    EXPECT_EQ(params->algorithm, "SHA-256");
    EXPECT_EQ(params->nonce, "n2");
    EXPECT_EQ(params->qop, "auth");
    EXPECT_EQ(params->nc, "00000001");
    EXPECT_EQ(params->response, response_to({Algorithm::sha256, "u", "r", "p", "REGISTER", "sip:x", "n2",
                                             "00000001", "cn", "auth"}));
}

TEST(DigestAnswer, FallsBackToRfc2069WithoutQuality) {
    const auto value =
        answer({R"(Digest realm="r", nonce="n", opaque="o")"}, {"u", "p"}, "INVITE", "sip:x", "cn");
    ASSERT_TRUE(value);
    const auto params = parse(*value);
    EXPECT_EQ(params->qop, "");
    EXPECT_EQ(params->cnonce, "");
    EXPECT_EQ(params->opaque, "o");
    EXPECT_EQ(params->response,
              response_to({Algorithm::md5, "u", "r", "p", "INVITE", "sip:x", "n", "", "", ""}));
}

TEST(DigestAnswer, RefusesWhatItCannotDo) {
    for (const std::string challenge : {R"(Digest realm="r", nonce="n", algorithm=MD5-sess, qop="auth")",
                                        R"(Digest realm="r", nonce="n", qop="auth-int")",
                                        R"(Digest realm="r", nonce="n", algorithm=SHA-512-256)",
                                        R"(Basic realm="r")", R"(Digest realm="r")"})
        EXPECT_FALSE(answer({challenge}, {"u", "p"}, "INVITE", "sip:x", "cn")) << challenge;
}

TEST(DigestAnswer, QuotesWhatTheChallengerSentAndNeverShowsThePassword) {
    const auto value =
        answer({R"(Digest realm="a\"b", nonce="n\\", qop="auth")"}, {"u\"", "hidden"}, "M", "sip:x", "c");
    ASSERT_TRUE(value);
    EXPECT_EQ(parse(*value)->realm, "a\"b");
    EXPECT_EQ(parse(*value)->nonce, "n\\");
    EXPECT_EQ(value->find("hidden"), std::string::npos);
}

/// A phone that answers our challenges.
struct Phone {
    std::string user{"201"}, password{"secret of 201"}, method{"INVITE"}, uri{"sip:700@layby"};

    std::string proof(const std::string& challenge, std::uint32_t count = 1) const {
        return answer({challenge}, {user, password}, method, uri, "0a4f113b", count).value();
    }
};

class Challenges : public testing::Test {
  protected:
    Verdict::State check(const std::vector<std::string>& values, Instant now = start,
                         const std::string& id = "call 1", const std::string& method = "INVITE") {
        return challenger.check(values, {method, id}, passwords(), now).state;
    }
    Challenger challenger{"layby", "secret", 5min};
    Phone phone;
};

TEST_F(Challenges, OfferSha256FirstThenMd5WithOneNonce) {
    const auto lines = challenger.challenges(start);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(parse(lines[0])->algorithm, "SHA-256");
    EXPECT_EQ(parse(lines[1])->algorithm, "MD5");
    EXPECT_EQ(parse(lines[0])->nonce, parse(lines[1])->nonce);
    EXPECT_EQ(parse(lines[0])->qop, "auth");
    EXPECT_EQ(parse(lines[0])->realm, "layby");
    EXPECT_NE(parse(lines[0])->nonce, parse(challenger.challenges(start)[0])->nonce);
}

TEST_F(Challenges, ArePassedWithBothAlgorithms) {
    for (const auto& line : challenger.challenges(start)) {
        const auto verdict = challenger.check({phone.proof(line)}, {"INVITE", line}, passwords(), start);
        const auto md5_after_sha = parse(line)->algorithm == "MD5";
        // The same nonce with the same count but another request: the second has to ask again.
        EXPECT_EQ(verdict.state, md5_after_sha ? Verdict::State::stale : Verdict::State::proved);
    }
    const auto md5 = challenger.challenges(start)[1];
    EXPECT_EQ(challenger.check({phone.proof(md5)}, {"INVITE", "x"}, passwords(), start).user, "201");
}

TEST_F(Challenges, TakeUpperCaseHexOfOldPhones) {
    auto value = phone.proof(challenger.challenges(start)[1]);
    const auto at = value.find("response=\"") + 10;
    for (auto i = at; value[i] != '"'; ++i) value[i] = static_cast<char>(std::toupper(value[i]));
    EXPECT_EQ(check({value}), Verdict::State::proved);
}

TEST_F(Challenges, AreNotPassedWithoutCredentials) {
    EXPECT_EQ(check({}), Verdict::State::absent);
    EXPECT_EQ(check({R"(Digest realm="other", nonce="x")"}), Verdict::State::absent);
    EXPECT_EQ(check({"Digest \""}), Verdict::State::malformed);
}

TEST_F(Challenges, AreNotPassedByStrangers) {
    struct Case {
        const char* story;
        Phone phone;
    };
    const Case cases[] = {
        {"wrong password", {"201", "secret of 202", "INVITE", "sip:700@layby"}},
        {"unknown user", {"999", "secret of 201", "INVITE", "sip:700@layby"}},
        {"the password of nobody", {"999", "no user has this password", "INVITE", "sip:700@layby"}},
        {"a user without a password", {"empty", "", "INVITE", "sip:700@layby"}},
        {"another method", {"201", "secret of 201", "REGISTER", "sip:700@layby"}}};
    for (const auto& one : cases)
        EXPECT_EQ(check({one.phone.proof(challenger.challenges(start)[0])}), Verdict::State::wrong)
            << one.story;
}

TEST_F(Challenges, RefuseAnAlgorithmThatWasNotOffered) {
    auto value = phone.proof(challenger.challenges(start)[1]);
    const auto swap = [&](const std::string& name) {
        auto out = value;
        return out.replace(out.find("algorithm=MD5"), 13, "algorithm=" + name);
    };
    EXPECT_EQ(check({swap("MD5-sess")}), Verdict::State::malformed);
    EXPECT_EQ(check({swap("SHA-512-256")}), Verdict::State::malformed);
    EXPECT_EQ(check({swap("SHA-256")}), Verdict::State::wrong) << "a hash of MD5 is no hash of SHA-256";
}

TEST_F(Challenges, NeedQuality) {
    const auto nonce = parse(challenger.challenges(start)[1])->nonce;
    const auto value = answer({R"(Digest realm="layby", nonce=")" + nonce + '"'},
                              {phone.user, phone.password}, "INVITE", phone.uri, "c");
    EXPECT_EQ(check({*value}), Verdict::State::malformed);
}

TEST_F(Challenges, GrowOldAndSaySo) {
    const auto line = challenger.challenges(start)[0];
    EXPECT_EQ(check({phone.proof(line)}, start + 5min - 1us), Verdict::State::proved);
    EXPECT_EQ(check({phone.proof(line, 2)}, start + 5min), Verdict::State::stale);
    EXPECT_EQ(parse(challenger.challenges(start, true)[0])->stale, true);
}

TEST_F(Challenges, OfAnotherProcessAreStaleNotWrong) {
    Challenger other{"layby", "another secret", 5min};
    EXPECT_EQ(check({phone.proof(other.challenges(start)[0])}), Verdict::State::stale);
}

TEST_F(Challenges, CannotBeReplayed) {
    const auto line = challenger.challenges(start)[0];
    const auto first = phone.proof(line);
    EXPECT_EQ(check({first}, start, "call 1"), Verdict::State::proved);
    EXPECT_EQ(check({first}, start, "call 1"), Verdict::State::proved) << "a retransmission";
    EXPECT_EQ(check({first}, start, "call 2"), Verdict::State::stale) << "a replay";
    EXPECT_EQ(check({phone.proof(line, 2)}, start, "call 2"), Verdict::State::proved);
    EXPECT_EQ(check({first}, start, "call 1"), Verdict::State::stale) << "counts only rise";
}

TEST_F(Challenges, AreNotReplayedAfterAGenerationPassed) {
    const auto line = challenger.challenges(start)[0];
    EXPECT_EQ(check({phone.proof(line, 7)}, start + 1min, "call 1"), Verdict::State::proved);
    const auto other = challenger.challenges(start + 4min)[0];
    EXPECT_EQ(check({phone.proof(other)}, start + 5min + 1s, "call 2"), Verdict::State::proved);
    EXPECT_EQ(check({phone.proof(line, 7)}, start + 4min + 59s, "call 3"), Verdict::State::stale);
}

TEST_F(Challenges, AreForgottenAfterTwoLifetimes) {
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(check({phone.proof(challenger.challenges(start)[0])}, start, std::to_string(i)),
                  Verdict::State::proved);
    EXPECT_EQ(challenger.remembered(), 100u);
    for (const auto later : {6min, 12min, 18min})
        EXPECT_EQ(check({phone.proof(challenger.challenges(start + later)[0])}, start + later, "x"),
                  Verdict::State::proved);
    EXPECT_LE(challenger.remembered(), 2u);
}

TEST_F(Challenges, CostNoMemory) {
    for (int i = 0; i < 1000; ++i) challenger.challenges(start);
    EXPECT_EQ(challenger.remembered(), 0u);
}

TEST_F(Challenges, AreNotPassedWithAnyByteOfTheNonceChanged) {
    const auto nonce = parse(challenger.challenges(start)[0])->nonce;
    for (std::size_t i = 0; i < nonce.size(); ++i) {
        auto forged = nonce;
        forged[i] = forged[i] == 'f' ? 'e' : 'f';
        const auto value =
            answer({R"(Digest realm="layby", nonce=")" + forged + R"(", qop="auth", algorithm=SHA-256)"},
                   {phone.user, phone.password}, "INVITE", phone.uri, "c");
        EXPECT_EQ(check({*value}), Verdict::State::stale) << i;
    }
}

TEST_F(Challenges, ANonceIsGoodForThreeFailuresAlone) {
    const auto line = challenger.challenges(start)[0];
    auto guesser = phone;
    for (int i = 0; i < 3; ++i) {
        guesser.password = "guess " + std::to_string(i);
        EXPECT_EQ(check({guesser.proof(line)}), Verdict::State::wrong);
    }
    EXPECT_EQ(check({guesser.proof(line)}), Verdict::State::stale);
    EXPECT_EQ(check({phone.proof(line)}), Verdict::State::stale) << "nothing tells that this one was right";
    EXPECT_EQ(check({phone.proof(challenger.challenges(start)[0])}), Verdict::State::proved);
}

TEST_F(Challenges, ANonceIsGoodForItsSourceAlone) {
    const auto line = challenger.challenges(start, false, "192.0.2.1")[0];
    const auto from = [&](std::string_view source) {
        return challenger.check({phone.proof(line)}, {"INVITE", "x", {}, source}, passwords(), start).state;
    };
    EXPECT_EQ(from("192.0.2.2"), Verdict::State::stale);
    EXPECT_EQ(from("192.0.2.1"), Verdict::State::proved);
}

TEST_F(Challenges, ADigestOfAnotherUriProvesNothing) {
    const auto asks = [&](std::string_view uri) {
        const auto line = challenger.challenges(start)[0];
        return challenger.check({phone.proof(line)}, {"INVITE", "x", uri}, passwords(), start).state;
    };
    EXPECT_EQ(asks("sip:700@layby"), Verdict::State::proved);
    EXPECT_EQ(asks("sip:0190123456@layby"), Verdict::State::another_uri);
    EXPECT_EQ(asks("sip:700@layby;orbit=701"), Verdict::State::another_uri);
    EXPECT_EQ(asks("sip:layby"), Verdict::State::another_uri);
}

TEST(DigestUri, NamesTheSameNumberHoweverProxiesAndPhonesWriteIt) {
    EXPECT_TRUE(same_resource("sip:700@layby", "sip:700@192.0.2.1:5060;transport=udp"));
    EXPECT_TRUE(same_resource("sip:%2A68@layby", "sip:*68@layby"));
    EXPECT_TRUE(same_resource("sip:layby", "sip:192.0.2.1"));
    EXPECT_TRUE(same_resource("sips:700@layby", "sip:700@layby;user=phone"));
    EXPECT_FALSE(same_resource("sip:700@layby", "sip:701@layby"));
    EXPECT_FALSE(same_resource("700", "sip:700@layby"));
    EXPECT_FALSE(same_resource("", "sip:700@layby"));
}

}  // namespace
}  // namespace layby::sip::digest
