// A list that is on the disk, too: what is taken away while an older list is being written stays away.
#include "console/access/kept_list.hpp"

#include <gtest/gtest.h>

namespace layby::console {
namespace {

struct Thing {
    std::string name;
    int worth{};
    bool operator==(const Thing&) const = default;
};

class AKeptList : public testing::Test {
  protected:
    using Things = KeptList<Thing>;

    void set(const std::string& name, int worth) {
        list.change(
            [name, worth](std::vector<Thing> all) {
                std::erase_if(all, [&](const Thing& one) { return one.name == name; });
                all.push_back({name, worth});
                return Things::Outcome{std::move(all), {}};
            },
            answered);
    }
    bool remove(const std::string& name) {
        return list.withdraw([name](const Thing& one) { return one.name == name; }, answered, {});
    }
    /// The disk has taken the oldest list, or says what is wrong.
    void write(const std::string& problem = {}) {
        auto done = std::move(writes.front().second);
        if (problem.empty()) on_disk = writes.front().first;
        writes.erase(writes.begin());
        done(problem);
    }

    std::vector<std::pair<std::vector<Thing>, std::function<void(std::string)>>> writes;
    std::vector<Thing> on_disk{{"ann", 1}};
    std::vector<int> statuses;
    Answered answered = [this](const Answer& answer) { statuses.push_back(answer.status); };
    Things list{{{"ann", 1}},
                [this](auto all, auto done) { writes.emplace_back(std::move(all), std::move(done)); },
                [](const auto& job) { job(); }};
};

TEST_F(AKeptList, TakesAwayAtOnceWhateverIsOnItsWay) {
    set("ann", 2);
    EXPECT_TRUE(remove("ann"));
    EXPECT_TRUE(list.now().empty());
    write();
    EXPECT_TRUE(list.now().empty()) << "the list that was being written had another ann";
    write();
    EXPECT_TRUE(on_disk.empty());
    EXPECT_TRUE(writes.empty());
    EXPECT_FALSE(remove("ann"));
}

TEST_F(AKeptList, TakesInAgainWhoComesAfterwards) {
    set("ann", 2);
    remove("ann");
    set("ann", 3);
    write();
    write();
    write();
    EXPECT_EQ(list.now(), (std::vector<Thing>{{"ann", 3}}));
    EXPECT_EQ(on_disk, list.now());
}

TEST_F(AKeptList, StaysAsItWasWhenTheDiskRefuses) {
    set("bob", 1);
    write("no space left");
    EXPECT_EQ(list.now(), (std::vector<Thing>{{"ann", 1}}));
    EXPECT_EQ(statuses, std::vector{503});
}

TEST_F(AKeptList, TakesAwayAlsoWhenTheDiskRefuses) {
    set("ann", 2);
    remove("ann");
    write("no space left");
    write("no space left");
    EXPECT_TRUE(list.now().empty());
}

}  // namespace
}  // namespace layby::console
