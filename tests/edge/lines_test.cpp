// The connections that the edge opens, with real sockets: its own door plays the trunk's server.
#include "edge/lines.hpp"

#include <gmock/gmock.h>
#include <boost/asio/executor_work_guard.hpp>

#include <mutex>

#include "at_the_edge.hpp"
#include "tls/peer.hpp"

namespace layby::edge {
namespace {

using testing::HasSubstr;

class ALine : public AtTheEdge {
  protected:
    ALine() : line_(listening()) {
        opened();
        edge_->watch_lines([this](const LineNews& news) {
            const std::lock_guard hold(mutex_);
            news_.push_back(news);
        });
    }
    ~ALine() override { edge_.reset(); }

    std::string file(const std::string& host, const std::string& what) const {
        return (dir_ / (host + "-" + what + ".pem")).string();
    }
    tls::Peer peer(const std::string& name = "office.example", const std::string& issuer = "office.example") {
        context(issuer);
        return tls::peer_of({file(issuer, "certificate"), {}, {}}, name, true, false);
    }
    void want(const tls::Peer& whom, std::vector<std::uint16_t> ports = {}) {
        if (ports.empty()) ports = {port()};
        std::vector<Address> servers;
        for (const auto one : ports) servers.push_back({"127.0.0.1", one});
        edge_->want({"provider", servers, whom, {"127.0.0.1", port_of(line_)}});
    }
    std::vector<LineNews> news() {
        const std::lock_guard hold(mutex_);
        return news_;
    }
    std::string why_down() {
        EXPECT_TRUE(soon([this] { return !news().empty(); }));
        const auto all = news();
        return all.empty() || all.front().up ? "it is up" : all.front().why;
    }

    Socket line_;
    std::mutex mutex_;
    std::vector<LineNews> news_;
};

TEST_F(ALine, LeadsToWhoProvesItselfAndBytesGoBothWays) {
    want(peer());
    auto [there, caller] = accepted();
    auto [here, server] = accepted_at(line_);
    EXPECT_EQ(server, (Address{"127.0.0.1", port()})) << "the trunk's true address";
    send(here.get(), "INVITE", 6, 0);
    EXPECT_EQ(there.read(), "INVITE");
    send(there.get(), "200", 3, 0);
    EXPECT_EQ(here.read(), "200");
    EXPECT_TRUE(soon([this] { return news().size() == 1 && news()[0].up; }));
}

TEST_F(ALine, DoesNotLeadToWhoIsSomebodyElse) {
    want(peer("other.example"));
    EXPECT_THAT(why_down(), HasSubstr("its certificate is for office.example, and not for other.example"));
    EXPECT_FALSE(line_.readable(0ms));
}

TEST_F(ALine, DoesNotLeadToWhomNobodyVouchesFor) {
    want(peer("office.example", "stranger.example"));
    EXPECT_THAT(why_down(), HasSubstr("name the issuer's certificate in ca"));
    EXPECT_FALSE(line_.readable(0ms));
}

TEST_F(ALine, LeadsToAnybodyWhereNothingIsVerified) {
    want(tls::peer_of({}, "other.example", false, false));
    EXPECT_TRUE(line_.readable(5s));
}

TEST_F(ALine, LeadsToTheNextServerWhereOneIsAway) {
    const auto nobody = [] { return port_of(listening()); }();
    want(peer(), {nobody, port()});
    EXPECT_TRUE(soon([this] { return !news().empty(); }));
    EXPECT_EQ(news()[0].server.port, port());
}

TEST_F(ALine, GoesOnToTheNextServerWhereNobodyAnswersOverIt) {
    const auto nobody = [] { return port_of(listening()); }();
    want(peer(), {port(), nobody});
    auto [first, caller] = accepted();
    auto [here, server] = accepted_at(line_);
    EXPECT_TRUE(soon([this] { return news().size() == 1; }));
    edge_->next_server("provider");
    EXPECT_TRUE(here.ends());
    EXPECT_TRUE(soon([this] { return news().size() >= 3; }));
    ASSERT_GE(news().size(), 3u);
    EXPECT_EQ(news()[1].why, "it doesn't answer");
    EXPECT_THAT(news()[2].why, HasSubstr(std::to_string(nobody)));
}

TEST_F(ALine, SaysThatNobodyListens) {
    want(peer(), {[] { return port_of(listening()); }()});
    EXPECT_THAT(why_down(), HasSubstr("nobody listens there"));
}

TEST_F(ALine, IsThereAgainAfterItHasBroken) {
    want(peer());
    {
        auto [there, caller] = accepted();
        auto [here, server] = accepted_at(line_);
    }
    EXPECT_TRUE(soon([this] { return news().size() >= 3; }));
    ASSERT_GE(news().size(), 3u);
    EXPECT_TRUE(news()[0].up && !news()[1].up && news()[2].up);
}

TEST_F(ALine, StaysWhenOtherFilesProveTheSameAndEndsWhenSomethingElseCounts) {
    want(peer());
    auto [there, caller] = accepted();
    auto [here, server] = accepted_at(line_);
    want(peer());
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(news().size(), 1u);
    want(tls::peer_of({}, "office.example", false, false));
    EXPECT_TRUE(here.ends());
    EXPECT_TRUE(soon([this] { return news().size() >= 3 && news().back().up; }));
}

TEST_F(ALine, StaysWhenItsServerIsNotNamedAnyMore) {
    want(peer());
    auto [there, caller] = accepted();
    auto [here, server] = accepted_at(line_);
    EXPECT_TRUE(soon([this] { return news().size() == 1; }));
    want(peer(), {[] { return port_of(listening()); }()});
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(news().size(), 1u) << "DNS names some of many";
    send(here.get(), "BYE", 3, 0);
    EXPECT_EQ(there.read(), "BYE");
}

TEST_F(ALine, IsGivenUp) {
    want(peer());
    auto [here, server] = accepted_at(line_);
    edge_->give_up("provider");
    EXPECT_TRUE(here.ends());
    EXPECT_TRUE(soon([this] { return edge_->connections() == 0; }));
}

TEST_F(ALine, WithACertificateThatIsKnownHasAPlaceOfItsOwnInside) {
    const auto known = peer();
    edge_->know({{known, {"127.0.0.1", port_of(encrypted_)}}});
    want(tls::peer_of({file("office.example", "certificate"), file("office.example", "certificate"),
                       file("office.example", "key")},
                      "office.example", true, false));
    EXPECT_TRUE(encrypted_.readable(5s));
    EXPECT_FALSE(inside_.readable(0ms));
}

TEST_F(ALine, WithACertificateOfSomebodyElseHasNot) {
    const auto known = peer("partner.example");
    edge_->know({{known, {"127.0.0.1", port_of(encrypted_)}}});
    want(tls::peer_of({file("office.example", "certificate"), file("office.example", "certificate"),
                       file("office.example", "key")},
                      "office.example", true, false));
    EXPECT_TRUE(inside_.readable(5s));
    EXPECT_FALSE(encrypted_.readable(0ms));
}

/// Lines by themselves, with less patience.
class AnIdleLine : public ALine {
  protected:
    AnIdleLine() : guard_(boost::asio::make_work_guard(io_)) {
        LinePatience hasty;
        hasty.alive = {200ms, 200ms};
        lines_ = std::make_unique<Lines>(
            io_,
            LineHost{[this](const Address&, const Address&, const tls::Pipe::Opened& opened) {
                         tls::open_pair(io_, opened, [this](tls::Pipe::Inside inside) {
                             insides_.push_back(std::move(inside));
                         });
                     },
                     [this](const LineNews& news) {
                         const std::lock_guard hold(mutex_);
                         news_.push_back(news);
                     }},
            hasty);
        lines_->want({"provider", {{"127.0.0.1", port()}}, peer(), {}});
        thread_ = std::thread([this] { io_.run(); });
    }
    ~AnIdleLine() override {
        io_.stop();
        thread_.join();
        insides_.clear();
        lines_.reset();
    }
    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
    std::vector<tls::Pipe::Inside> insides_;
    std::unique_ptr<Lines> lines_;
    std::thread thread_;
};

TEST_F(AnIdleLine, IsKeptOpenByLineEndsAndEndsWhenWhoAnsweredDoesNotAnyMore) {
    auto [there, caller] = accepted();
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(there.read(), "\r\n\r\n");
        send(there.get(), "\r\n", 2, 0);
    }
    EXPECT_EQ(there.read(), "\r\n\r\n");
    EXPECT_TRUE(there.ends()) << "it has answered before";
    EXPECT_TRUE(soon([this] { return news().size() >= 2; }));
    EXPECT_THAT(news()[1].why, HasSubstr("it doesn't answer any more"));
}

TEST_F(AnIdleLine, StaysWithWhoHasAnsweredOnceByChance) {
    auto [there, caller] = accepted();
    EXPECT_EQ(there.read(), "\r\n\r\n");
    send(there.get(), "\r\n", 2, 0);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(there.read(), "\r\n\r\n");
    EXPECT_EQ(news().size(), 1u);
}

TEST_F(AnIdleLine, StaysWithWhoSendsLineEndsUnasked) {
    auto [there, caller] = accepted();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(there.read(), "\r\n\r\n");
        send(there.get(), "\r\n", 2, 0);
        send(there.get(), "\r\n", 2, 0);
    }
    for (int i = 0; i < 3; ++i) EXPECT_EQ(there.read(), "\r\n\r\n");
    EXPECT_EQ(news().size(), 1u);
}

TEST_F(AnIdleLine, StaysWithWhoNeverAnswers) {
    auto [there, caller] = accepted();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(there.read(), "\r\n\r\n");
    EXPECT_EQ(news().size(), 1u);
}

}  // namespace
}  // namespace layby::edge
