// The door: users by digest, trunks by address or digest, and nobody else.
#include "sip/door/source.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace layby::sip {
namespace {

using namespace std::chrono_literals;
using calls::Origin;

constexpr Instant opening{1h};

Options office() {
    Options options;
    options.accounts = {{"201", "secret of 201"}, {"202", "secret of 202"}};
    TrunkAccount provider;
    provider.name = "provider";
    provider.addresses = {"198.51.100.0/24", "2001:db8::/64"};
    TrunkAccount roaming;
    roaming.name = "roaming";
    roaming.user = "line7";
    roaming.password = "secret of line7";
    options.trunks = {provider, roaming};
    return options;
}

class AtTheDoor : public testing::Test {
  protected:
    RequestView request(const std::string& method, const std::string& user,
                        const std::string& ip = "192.0.2.1") {
        RequestView out;
        out.method = method;
        out.request_uri = "sip:700@layby";
        out.from_user = out.to_user = user;
        out.call_id = "call-" + std::to_string(++calls_);
        out.cseq = 1;
        out.source = {ip, 5060};
        out.transport = Transport::udp;
        return out;
    }
    Refusal refused(const RequestView& request, Instant now = opening) {
        const auto admission = door.admit(request, now);
        const auto* refusal = std::get_if<Refusal>(&admission);
        return refusal ? *refusal : Refusal{};
    }
    std::optional<Origin> admitted(const RequestView& request, Instant now = opening) {
        const auto admission = door.admit(request, now);
        const auto* origin = std::get_if<Origin>(&admission);
        return origin ? std::optional(*origin) : std::nullopt;
    }
    /// The request again, with an answer to the challenge `index` that it met.
    RequestView proving(RequestView request, const std::string& user, const std::string& password,
                        std::size_t index = 0, Instant now = opening) {
        const auto refusal = refused(request, now);
        EXPECT_EQ(refusal.headers.size(), 2u);
        if (refusal.headers.size() <= index) return request;
        const auto value = digest::answer({refusal.headers[index].second}, {user, password}, request.method,
                                          request.request_uri, "cnonce");
        (refusal.status == 401 ? request.authorization : request.proxy_authorization) = {value.value()};
        ++request.cseq;
        return request;
    }

    std::string registered_user_;
    Address registered_at_;
    Door door{office(), "key", [this](const std::string& user, const Address& source) {
                  return user == registered_user_ && source == registered_at_;
              }};

  private:
    int calls_{};
};

TEST_F(AtTheDoor, ARegisterIsChallengedWith401AndTheRestWith407) {
    const auto registering = refused(request("REGISTER", "201"));
    EXPECT_EQ(registering.status, 401);
    ASSERT_EQ(registering.headers.size(), 2u);
    EXPECT_EQ(registering.headers[0].first, "WWW-Authenticate");
    EXPECT_NE(registering.headers[0].second.find("SHA-256"), std::string::npos);
    EXPECT_NE(registering.headers[1].second.find("MD5"), std::string::npos);
    for (const std::string method :
         {"INVITE", "REFER", "MESSAGE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "INFO", "BYE"}) {
        const auto refusal = refused(request(method, "201"));
        EXPECT_EQ(refusal.status, 407) << method;
        EXPECT_EQ(refusal.headers[0].first, "Proxy-Authenticate");
    }
    EXPECT_EQ(door.refused(), 0u) << "asking is no refusal";
}

TEST_F(AtTheDoor, AUserComesInWithItsPasswordByEitherAlgorithm) {
    for (const std::size_t algorithm : {0u, 1u})
        for (const std::string method : {"REGISTER", "INVITE"}) {
            const auto origin = admitted(proving(request(method, "201"), "201", "secret of 201", algorithm));
            ASSERT_TRUE(origin);
            EXPECT_EQ(origin->kind, Origin::Kind::user);
            EXPECT_EQ(origin->name, "201");
        }
}

TEST_F(AtTheDoor, AWrongPasswordAndAnUnknownUserGetTheSameAnswer) {
    const auto wrong = refused(proving(request("INVITE", "201"), "201", "guess"));
    const auto unknown = refused(proving(request("INVITE", "999"), "999", "guess"));
    EXPECT_EQ(wrong.status, 407);
    EXPECT_EQ(unknown.status, wrong.status);
    EXPECT_EQ(unknown.reason, wrong.reason);
    EXPECT_EQ(unknown.headers.size(), wrong.headers.size());
    EXPECT_EQ(door.refused(), 2u);
}

TEST_F(AtTheDoor, NobodyMaySpeakForAnotherUser) {
    EXPECT_EQ(refused(proving(request("INVITE", "202"), "201", "secret of 201")).status, 403);
    EXPECT_EQ(refused(proving(request("REGISTER", "202"), "201", "secret of 201")).status, 403);
    auto elsewhere = request("REGISTER", "201");
    elsewhere.from_user = "202";
    EXPECT_TRUE(admitted(proving(elsewhere, "201", "secret of 201"))) << "To says whom a REGISTER registers";
}

TEST_F(AtTheDoor, AUserMayWithholdItsNumber) {
    const auto origin = admitted(proving(request("INVITE", "anonymous"), "201", "secret of 201"));
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->name, "201");
    EXPECT_EQ(refused(proving(request("REGISTER", "anonymous"), "201", "secret of 201")).status, 403);
}

TEST_F(AtTheDoor, AnAnswerMayComeInEitherHeader) {
    auto proof = proving(request("INVITE", "201"), "201", "secret of 201");
    std::swap(proof.authorization, proof.proxy_authorization);
    EXPECT_TRUE(admitted(proof));
}

TEST_F(AtTheDoor, AReplayFromElsewhereIsChallengedAgainAsStale) {
    const auto proof = proving(request("INVITE", "201"), "201", "secret of 201");
    EXPECT_TRUE(admitted(proof));
    EXPECT_TRUE(admitted(proof)) << "a retransmission";
    auto replay = proof;
    replay.source = {"203.0.113.66", 5060};
    const auto refusal = refused(replay);
    EXPECT_EQ(refusal.status, 407);
    EXPECT_NE(refusal.headers.at(0).second.find("stale=true"), std::string::npos);
}

TEST_F(AtTheDoor, AnOldAnswerIsStale) {
    const auto proof = proving(request("INVITE", "201"), "201", "secret of 201");
    EXPECT_NE(refused(proof, opening + 10min).headers.at(0).second.find("stale=true"), std::string::npos);
}

TEST_F(AtTheDoor, ATrunkComesInByItsAddress) {
    for (const std::string ip : {"198.51.100.7", "2001:db8::1234"}) {
        const auto origin = admitted(request("INVITE", "+15551234", ip));
        ASSERT_TRUE(origin) << ip;
        EXPECT_EQ(origin->kind, Origin::Kind::trunk);
        EXPECT_EQ(origin->name, "provider");
    }
    EXPECT_EQ(refused(request("INVITE", "+15551234", "198.51.101.7")).status, 407);
    EXPECT_EQ(door.trunk_at("198.51.100.255"), "provider");
    EXPECT_EQ(door.trunk_at("nonsense"), std::nullopt);
}

TEST_F(AtTheDoor, ATrunkComesInOverItsConnectionWhereverThatIs) {
    auto call = request("INVITE", "0301234", "203.0.113.9");
    call.transport = Transport::tls;
    call.trunk = "provider";
    const auto origin = admitted(call);
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->kind, Origin::Kind::trunk);
    EXPECT_EQ(origin->name, "provider");
}

TEST_F(AtTheDoor, ATrunkThatHasLeftTheSettingsIsNobodyOverTheConnectionThatItStillHas) {
    auto call = request("INVITE", "201", "203.0.113.9");
    call.transport = Transport::tls;
    call.trunk = "provider";
    ASSERT_TRUE(admitted(call));
    auto changed = office();
    changed.trunks.clear();
    door.reload(changed);
    EXPECT_EQ(admitted(call), std::nullopt);
    EXPECT_EQ(refused(call).status, 407);
}

TEST_F(AtTheDoor, ATrunkOverTlsIsKnownByItsAddressOverTlsAlone) {
    auto options = office();
    options.trunks[0].transport = Transport::tls;
    door.reload(options);
    auto call = request("INVITE", "0301234", "198.51.100.9");
    EXPECT_EQ(refused(call).status, 407) << "anybody may write an address into a datagram";
    call.transport = Transport::tls;
    EXPECT_TRUE(admitted(call));
}

TEST_F(AtTheDoor, ATrunkMayCallFromANumberThatOneOfOurUsersHas) {
    EXPECT_EQ(admitted(request("INVITE", "201", "198.51.100.7"))->kind, Origin::Kind::trunk);
}

TEST_F(AtTheDoor, FromATrunksAddressAnAccountStillHasToBeProved) {
    EXPECT_EQ(refused(request("REGISTER", "201", "198.51.100.7")).status, 401);
    auto lie = request("INVITE", "201", "198.51.100.7");
    lie.authorization = {R"(Digest username="201", realm="layby", nonce="0", uri="x", response="0")"};
    EXPECT_EQ(refused(lie).status, 407);
    const auto origin = admitted(proving(lie, "201", "secret of 201"));
    ASSERT_TRUE(origin) << "an old answer beside the right one doesn't hurt";
    EXPECT_EQ(origin->kind, Origin::Kind::user);
}

TEST_F(AtTheDoor, APhoneRegisteredAtATrunksAddressIsAUser) {
    registered_user_ = "201";
    registered_at_ = {"198.51.100.7", 5060};
    EXPECT_EQ(refused(request("INVITE", "201", "198.51.100.7")).status, 407);
    EXPECT_EQ(admitted(request("INVITE", "202", "198.51.100.7"))->kind, Origin::Kind::trunk);
}

TEST_F(AtTheDoor, ATrunkComesInByDigestFromAnywhereAndAsAnybody) {
    const auto origin = admitted(proving(request("INVITE", "+15551234"), "line7", "secret of line7"));
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->kind, Origin::Kind::trunk);
    EXPECT_EQ(origin->name, "roaming");
    EXPECT_EQ(refused(proving(request("REGISTER", "line7"), "line7", "secret of line7")).status, 403);
}

TEST_F(AtTheDoor, AReloadTakesEffectAtOnceAndKeepsNonces) {
    const auto proof = proving(request("INVITE", "201"), "201", "secret of 201");
    door.reload(office());
    EXPECT_TRUE(admitted(proof));
    auto changed = office();
    changed.accounts = {{"201", "new secret"}};
    changed.trunks.clear();
    door.reload(changed);
    EXPECT_EQ(refused(proving(request("INVITE", "201"), "201", "secret of 201")).status, 407);
    EXPECT_TRUE(admitted(proving(request("INVITE", "201"), "201", "new secret")));
    EXPECT_FALSE(door.is_user("202"));
    EXPECT_EQ(refused(request("INVITE", "+15551234", "198.51.100.7")).status, 407);
}

TEST_F(AtTheDoor, APathIsBelievedThatLeadsBackToItsSenderOrComesFromAKnownProxy) {
    auto options = office();
    options.proxies = {"203.0.113.0/24"};
    door.reload(options);
    const auto believed = [&](const std::string& path, const std::string& ip) {
        return door.believes({path, "<sip:edge.example;lr>"}, ip);
    };
    EXPECT_TRUE(door.believes({}, "192.0.2.1"));
    EXPECT_TRUE(believed("<sip:192.0.2.1:5070;lr>", "192.0.2.1"));
    EXPECT_TRUE(believed("<sip:lb@192.0.2.1;lr;received=sip:10.0.0.7:5060>", "192.0.2.1"));
    EXPECT_TRUE(believed("<sip:[2001:db8:1:0::7];lr>", "2001:db8:1::7"));
    EXPECT_FALSE(believed("<sip:198.18.0.1;lr>", "192.0.2.1"));
    EXPECT_FALSE(believed("<sip:192.0.2.1;lr;maddr=198.18.0.1>", "192.0.2.1"));
    EXPECT_FALSE(believed("<sip:proxy.example;lr>", "192.0.2.1"));
    EXPECT_FALSE(believed("<nonsense", "192.0.2.1"));
    EXPECT_TRUE(believed("<sip:proxy.example;lr>", "203.0.113.5")) << "named in the settings";
    EXPECT_TRUE(believed("<sip:proxy.example;lr>", "198.51.100.7")) << "a trunk";
}

TEST_F(AtTheDoor, TheRealmIsTheDomain) {
    auto options = office();
    options.domain = "pbx.example";
    door.reload(options);
    EXPECT_NE(refused(request("INVITE", "201")).headers.at(0).second.find("realm=\"pbx.example\""),
              std::string::npos);
    EXPECT_TRUE(admitted(proving(request("INVITE", "201"), "201", "secret of 201")));
}

TEST_F(AtTheDoor, ASniffedRequestIsGoodForNothingElse) {
    auto registering = request("REGISTER", "201");
    registering.rest = "Contact: <sip:201@192.0.2.1>";
    const auto proof = proving(registering, "201", "secret of 201");
    EXPECT_TRUE(admitted(proof));
    EXPECT_TRUE(admitted(proof)) << "a retransmission";
    auto elsewhere = proof;
    elsewhere.rest = "Contact: <sip:201@203.0.113.66>";
    EXPECT_EQ(refused(elsewhere).status, 401);
    const auto call = proving(request("INVITE", "201"), "201", "secret of 201");
    EXPECT_TRUE(admitted(call));
    auto toll = call;
    toll.request_uri = "sip:0190123456@layby";
    EXPECT_EQ(refused(toll).status, 400);
}

/// The door, with what it tells and forgives.
// Logins for a while.

class Passing : public AtTheDoor {
  protected:
    using Wall = std::chrono::system_clock::time_point;

    Options with_logins(char key = 'k', const std::string& password = "secret of 201") {
        auto options = office();
        options.login_key = std::string(32, key);
        options.wall = [this] { return wall_; };
        options.accounts[0].password = password;
        return options;
    }
    DoorWatch watch() {
        return {.refused = [this](const auto& kind, const auto& who, const auto&, auto) {
            told_.push_back(std::string(kind.one) + ' ' + who);
        }};
    }
    /// What this door says to a REGISTER of 201 with that login.
    int status_at(Door& other, const PassingLogin& login, const std::string& user = "201") {
        auto asked = request("REGISTER", user);
        const auto challenged = std::get<Refusal>(other.admit(asked, opening));
        asked.authorization = {digest::answer({challenged.headers[0].second}, {login.name, login.password},
                                              asked.method, asked.request_uri, "cnonce")
                                   .value()};
        const auto admission = other.admit(asked, opening);
        const auto* refusal = std::get_if<Refusal>(&admission);
        if (!refusal) {
            EXPECT_EQ(std::get<Origin>(admission), (Origin{Origin::Kind::user, "201", {}}));
        }
        return refusal ? refusal->status : 200;
    }

    Wall wall_{std::chrono::sys_days{std::chrono::year{2026} / 11 / 29}};
    std::vector<std::string> told_;
};

TEST_F(Passing, AreGoodForTheirUserAloneAndOutliveARestart) {
    Door first(with_logins(), "key"), second(with_logins(), "another key");
    const auto login = first.pass("201").value();
    EXPECT_EQ(login.name, "201~1795953600");
    EXPECT_EQ(login.until - std::chrono::floor<std::chrono::seconds>(wall_), 12h);
    EXPECT_EQ(status_at(second, login), 200);
    EXPECT_EQ(status_at(second, login, "202"), 403);
    EXPECT_FALSE(first.pass("999"));
}

TEST_F(Passing, AreRefusedAfterwardsWithALineAndNoBan) {
    Door door(with_logins(), "key", {}, watch());
    const auto login = door.pass("201").value();
    wall_ += 12h - 1s;
    EXPECT_EQ(status_at(door, login), 200);
    wall_ += 1s;
    for (int i = 0; i < 20; ++i) EXPECT_EQ(status_at(door, login), 403);
    EXPECT_EQ(told_.front(), "expired login of 201");
    EXPECT_FALSE(door.is_silenced("192.0.2.1", opening));
}

TEST_F(Passing, CannotBeMadeUpOrStretched) {
    Door door(with_logins(), "key", {}, watch());
    auto login = door.pass("201").value();
    login.name = "201~1795953601";
    EXPECT_EQ(status_at(door, login), 403);
    EXPECT_EQ(told_.back(), "void login of 201");
    login.name = "202~1795953600";
    EXPECT_EQ(status_at(door, login, "202"), 403);
    for (const auto* name : {"201~", "201~x", "201~-1", "~1795953600", "201~99999999999999999999"}) {
        Door another(with_logins(), "key");
        login.name = name;
        EXPECT_EQ(status_at(another, login), 401) << name;
    }
}

TEST_F(Passing, EndWithThePasswordOfTheirUserOrWithTheKey) {
    const auto login = Door(with_logins(), "key").pass("201").value();
    Door other_key(with_logins('x'), "key"), other_password(with_logins('k', "another secret"), "key");
    EXPECT_EQ(status_at(other_key, login), 403);
    EXPECT_EQ(status_at(other_password, login), 403);
}

TEST_F(Passing, OfAnotherKeyBanNobodyThoughTenBrowsersComeBackWithThem) {
    const auto login = Door(with_logins(), "key").pass("201").value();
    Door door(with_logins('x'), "key", {}, watch());
    for (int i = 0; i < 20; ++i) EXPECT_EQ(status_at(door, login), 403);
    EXPECT_EQ(std::ranges::count(told_, "void login of 201"), 20);
    EXPECT_EQ(std::ranges::count_if(told_, [](auto& line) { return line.starts_with("wrong"); }), 0);
    EXPECT_FALSE(door.is_silenced("192.0.2.1", opening));
}

TEST_F(Passing, DoNotTellWhoIsAUserToWhoTriesNames) {
    auto login = Door(with_logins(), "key").pass("201").value();
    Door door(with_logins(), "key", {}, watch());
    login.name = "999~1795953600";
    for (int i = 0; i < 10; ++i) EXPECT_EQ(status_at(door, login, "999"), 403) << "as if it were one";
    EXPECT_EQ(told_.front(), "try as unknown user 999~1795953600");
    EXPECT_TRUE(door.is_silenced("192.0.2.1", opening));
}

TEST_F(AtTheDoor, AWebSocketIsNoTrunksWhateverItsAddress) {
    auto asked = request("INVITE", "0301234", "198.51.100.7");
    EXPECT_TRUE(admitted(asked));
    asked.transport = Transport::ws;
    EXPECT_EQ(refused(asked).status, 407);
}

class Guessing : public AtTheDoor {
  protected:
    void guess(int times, const std::string& ip = "203.0.113.7", const std::string& user = "201") {
        for (int i = 0; i < times; ++i) refused(proving(request("REGISTER", user, ip), user, "guess"));
    }
    bool ignored(const Address& source, Instant now = opening, const std::string& user = "201") {
        return door.ignores(source, user, now);
    }
};

TEST_F(Guessing, ShutsOutTheSourceButNoPhoneThatIsRegisteredThere) {
    registered_user_ = "201";
    registered_at_ = {"203.0.113.7", 5062};
    guess(10);
    EXPECT_TRUE(ignored({"203.0.113.7", 5060}));
    EXPECT_FALSE(ignored({"203.0.113.7", 5062})) << "the phone";
    EXPECT_TRUE(ignored({"203.0.113.7", 5062}, opening, "202")) << "it is no other user";
    EXPECT_FALSE(ignored({"203.0.113.8", 5060}));
    EXPECT_FALSE(ignored({"203.0.113.7", 5060}, opening + 61s));
}

TEST_F(Guessing, ARegisteredPhoneGuessesNobodyElsesPasswordWhileItsSourceIsBanned) {
    registered_user_ = "201";
    registered_at_ = {"203.0.113.7", 5060};
    guess(10);
    ASSERT_FALSE(ignored(registered_at_));
    EXPECT_TRUE(admitted(proving(request("INVITE", "201", "203.0.113.7"), "201", "secret of 201")));
    auto guesser = proving(request("INVITE", "201", "203.0.113.7"), "202", "secret of 202");
    EXPECT_EQ(refused(guesser).status, 407) << "right, and yet nothing tells";
}

TEST_F(Guessing, UnknownUsersCountAsMuch) {
    guess(10, "203.0.113.7", "999");
    EXPECT_TRUE(ignored({"203.0.113.7", 5060}));
}

TEST_F(Guessing, TrunksAndExceptedNetworksAreNeverShutOut) {
    auto options = office();
    options.never_ban = {"203.0.113.0/24"};
    door.reload(options);
    guess(50);
    guess(50, "198.51.100.7");
    EXPECT_FALSE(ignored({"203.0.113.7", 5060}));
    EXPECT_FALSE(ignored({"198.51.100.7", 5060}));
    options.never_ban.clear();
    options.ban_after = 0;
    door.reload(options);
    guess(50);
    EXPECT_FALSE(ignored({"203.0.113.7", 5060}));
}

TEST_F(Guessing, WithNoncesOfOthersShutsOutNobody) {
    auto forged = proving(request("REGISTER", "201", "203.0.113.7"), "201", "guess");
    forged.source.ip = "192.0.2.99";
    for (int i = 0; i < 50; ++i) {
        forged.cseq++;
        refused(forged);
    }
    EXPECT_FALSE(ignored({"192.0.2.99", 5060})) << "its address was borrowed";
}

}  // namespace
}  // namespace layby::sip
