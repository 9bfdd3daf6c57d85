// [cluster]: what is read, and each mistake with its line.
#include <gmock/gmock.h>

#include "settings/read.hpp"

namespace layby::settings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string node_a = R"([cluster]
node = "a"
number = 1
etcd = ["http://127.0.0.1:2379", "https://etcd.example:2379"]
secret = "0123456789abcdef"
peers = ["b=192.0.2.2", "c=c.example:5070"]
)";

TEST(Cluster, MakesTrunksOfTheOtherNodes) {
    const auto read = good(node_a);
    EXPECT_EQ(read.cluster.etcd.size(), 2U);
    EXPECT_EQ(read.cluster.lease, std::chrono::seconds{5});
    EXPECT_TRUE(read.cluster.take_over);
    EXPECT_EQ(read.cluster.grace, Duration{});
    ASSERT_EQ(read.lines.size(), 2U);
    EXPECT_EQ(read.lines[0].host, "192.0.2.2");
    EXPECT_EQ(read.lines[0].port, 5060);
    EXPECT_EQ(read.lines[1].host, "c.example");
    EXPECT_EQ(read.lines[1].port, 5070);
    EXPECT_EQ(read.lines[0].user, "node+a+b");
    EXPECT_EQ(read.lines[0].password, "0123456789abcdef");
    ASSERT_EQ(read.office.trunks.size(), 2U);
    EXPECT_TRUE(read.office.trunks[0].may_retrieve);
    EXPECT_FALSE(read.office.trunks[0].may_park);
    EXPECT_EQ(read.office.cluster.peers.at("c"), read.office.trunks[1].name);
}

TEST(Cluster, MayLeaveCallersToTheirNode) {
    const auto read = good(node_a + "take_over = false\ngrace = \"30s\"\n");
    EXPECT_FALSE(read.cluster.take_over);
    EXPECT_EQ(read.cluster.grace, std::chrono::seconds{30});
    EXPECT_THAT(complaints((node_a + "grace = \"2h\"\n").c_str()),
                ElementsAre(HasSubstr("office.toml:7: cluster: grace")));
}

TEST(Cluster, IsThereAsAWhole) {
    EXPECT_THAT(complaints("[cluster]\n"),
                ElementsAre(HasSubstr("cluster: node is missing"), HasSubstr("cluster: number is missing"),
                            HasSubstr("cluster: etcd is missing"), HasSubstr("cluster: peers is missing"),
                            HasSubstr("cluster: secret is missing")));
}

TEST(Cluster, NamesEachMistakeWithItsLine) {
    const auto with = [](const std::string& right, const std::string& wrong) {
        auto text = node_a;
        text.replace(text.find(right), right.size(), wrong);
        return complaints(text.c_str());
    };
    EXPECT_THAT(with("number = 1", "number = 10"), ElementsAre(HasSubstr("office.toml:3: cluster: number")));
    EXPECT_THAT(with("\"b=192.0.2.2\"", "\"b\""), ElementsAre(HasSubstr("office.toml:6: cluster: peers")));
    EXPECT_THAT(with("\"b=192.0.2.2\"", "\"a=192.0.2.2\""),
                ElementsAre(HasSubstr("office.toml:6: cluster: there are two nodes with the name a")));
    EXPECT_THAT(with("http://127.0.0.1:2379", "127.0.0.1:2379"),
                ElementsAre(HasSubstr("office.toml:4: cluster: etcd")));
    EXPECT_THAT(with("https://etcd.example:2379", "https://me:secret@etcd.example"),
                ElementsAre(HasSubstr("office.toml:4: cluster: etcd")));
    EXPECT_THAT(with("0123456789abcdef", "short"), ElementsAre(HasSubstr("office.toml:5: cluster: secret")));
}

}  // namespace
}  // namespace layby::settings
