// The live feed of everything, and one for each set of lots that somebody sees alone: that is told what
// concerns these, and nothing else, so whatever is answered from it is right by itself. Owned by the server;
// console thread.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>

#include "console/feed.hpp"
#include "console/rights.hpp"

namespace layby::console {

class Feeds {
  public:
    /// As for Feed.
    Feeds(Inbox& inbox, std::function<void()> everything, std::function<Instant()> now);
    Feeds(const Feeds&) = delete;
    Feeds& operator=(const Feeds&) = delete;

    Feed& whole() { return whole_; }
    /// What somebody with these rights sees, as it is now. It lasts as long as somebody holds it, or has
    /// these rights.
    std::shared_ptr<Feed> seen_with(const RightsOf& rights);
    /// Takes in what has been told so far, for all of them.
    void catch_up();
    /// Those that nobody holds are forgotten.
    void forget_unused();

  private:
    struct Part {
        Inbox inbox{};
        std::unique_ptr<Feed> feed{};
    };

    void pass_on(const News& news);
    std::shared_ptr<Part> part_of(const std::set<std::string>& lots);

    std::function<Instant()> now_;
    Feed whole_;
    std::map<std::set<std::string>, std::shared_ptr<Part>> parts_;  ///< by the lots that are seen
};

}  // namespace layby::console
