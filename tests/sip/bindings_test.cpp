// Where registered devices are found.
#include "sip/registrar/bindings.hpp"

#include <gtest/gtest.h>

namespace layby::sip {
namespace {

const Address desk{"192.0.2.7", 5060}, behind_nat{"198.51.100.1", 40000};

struct Place : ::testing::Test {
    Bindings bindings;
    Binding& device = bindings.add("201");
};

TEST_F(Place, IsWhereItRegisteredFrom) {
    bindings.move(device, behind_nat, "sip:201@192.0.2.7");
    EXPECT_TRUE(bindings.any_from(behind_nat.ip));
    EXPECT_FALSE(bindings.any_from(desk.ip)) << "that is only what it says";
    EXPECT_EQ(bindings.reached_at(behind_nat), &device);
    EXPECT_EQ(bindings.reached_at(desk), &device) << "where its contact is";
    EXPECT_EQ(bindings.reached_at({desk.ip, 5062}), nullptr);
}

TEST_F(Place, IsLeftWhenItMoves) {
    bindings.move(device, desk, "sip:201@192.0.2.7");
    bindings.move(device, behind_nat, "sip:201@10.0.0.1");
    EXPECT_FALSE(bindings.any_from(desk.ip));
    EXPECT_EQ(bindings.reached_at(desk), nullptr);
    EXPECT_EQ(bindings.reached_at({"10.0.0.1", 5060}), &device);
}

TEST_F(Place, IsSharedByPhonesBehindOneNat) {
    Binding& other = bindings.add("202");
    bindings.move(device, behind_nat, "sip:201@10.0.0.1");
    bindings.move(other, {behind_nat.ip, 40001}, "sip:202@10.0.0.2");
    bindings.remove(device.id);
    EXPECT_TRUE(bindings.any_from(behind_nat.ip));
    EXPECT_EQ(bindings.reached_at({behind_nat.ip, 40001}), &other);
    bindings.remove(other.id);
    EXPECT_FALSE(bindings.any_from(behind_nat.ip));
    EXPECT_EQ(bindings.size(), 0U);
}

TEST_F(Place, ThatCanNotBeReachedIsNone) {
    bindings.move(device, behind_nat, "sip:201@10.0.0.1");
    device.flow_lost = true;
    EXPECT_EQ(bindings.reached_at(behind_nat), nullptr);
}

TEST(Devices, GoInTheOrderOfTheirExpiry) {
    Bindings bindings;
    const auto at = [](int seconds) { return Instant{std::chrono::seconds{seconds}}; };
    Binding& late = bindings.add("201");
    Binding& early = bindings.add("201");
    bindings.renew(late, at(20));
    bindings.renew(early, at(10));
    EXPECT_EQ(bindings.first_to_expire(), &early);
    bindings.renew(early, at(30));
    EXPECT_EQ(bindings.first_to_expire(), &late);
}

}  // namespace
}  // namespace layby::sip
