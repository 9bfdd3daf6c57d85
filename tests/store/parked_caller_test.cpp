// What a node leaves of a parked caller: sealed, and read by who has the same secret.
#include "store/parked_caller.hpp"

#include <gmock/gmock.h>

#include "filled.hpp"

namespace layby::store {
namespace {

using testing::HasSubstr;
using testing::Not;

ParkedCaller filled_caller() {
    ParkedCaller out;
    Filler filler;
    filler.fill(out.park);
    filler.fill(out.leg);
    filler.fill(out.dialog);
    out.leg.party.name = "Ann Lee of the seventh floor";
    return out;
}

TEST(AParkedCaller, ComesBackWithTheSecretAlone) {
    const auto caller = filled_caller();
    const auto seal = seal_of("what-only-our-nodes-know", "a test");
    const auto text = sealed(caller, seal, {});
    EXPECT_THAT(text, Not(HasSubstr("Ann Lee")));
    const auto back = unsealed(text, seal_of("what-only-our-nodes-know", "a test"), {});
    ASSERT_TRUE(back);
    EXPECT_EQ(back->park, caller.park);
    EXPECT_EQ(back->leg.audio, caller.leg.audio);
    EXPECT_EQ(back->dialog.dialog.local_cseq, caller.dialog.dialog.local_cseq);
    EXPECT_FALSE(unsealed(text, seal_of("what-only-our-nodes-knew", "a test"), {}));
    EXPECT_FALSE(unsealed(text, seal_of("what-only-our-nodes-know", "another"), {}));
}

TEST(AParkedCaller, HasItsInstantsByTheClockOfWhoReads) {
    auto caller = filled_caller();
    caller.park.call.since = Instant{100s};
    const auto seal = seal_of("secret", "a test");
    const auto back = unsealed(sealed(caller, seal, 5000s), seal, 4000s);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->park.call.since, Instant{1100s});
}

TEST(AParkedCaller, ThatIsDamagedIsNone) {
    const auto seal = seal_of("secret", "a test");
    const auto text = sealed(filled_caller(), seal, {});
    for (const std::size_t at : {std::size_t{0}, text.size() / 2, text.size() - 1}) {
        auto damaged = text;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        EXPECT_FALSE(unsealed(damaged, seal, {})) << at;
    }
    EXPECT_FALSE(unsealed(text.substr(0, text.size() / 2), seal, {}));
    EXPECT_FALSE(unsealed({}, seal, {}));
    EXPECT_FALSE(unsealed(seal.closed("no record"), seal, {}));
}

}  // namespace
}  // namespace layby::store
