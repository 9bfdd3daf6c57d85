// Key cards: what somebody presses on the own phone, as a PDF. Drawn on a thread of their own, so that they
// hold up no other connection. Console thread; owned by the API.
#pragma once
#include <boost/asio/thread_pool.hpp>

#include "console/access/entrance.hpp"
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class CardResources {
  public:
    /// More would wait longer than a connection does for its answer.
    static constexpr std::size_t most_waiting = 16;

    /// They outlive it.
    CardResources(const Desk& desk, const Entrance& entrance, Post post);
    ~CardResources();  ///< what is under way is finished first; nobody gets to know
    CardResources(const CardResources&) = delete;
    CardResources& operator=(const CardResources&) = delete;
    Routes routes();

  private:
    void card(const Asked&, Answered);
    void users(const Asked&, Answered);
    void print(const cards::Card& card, Answered answered);

    const Desk& desk_;
    const Entrance& entrance_;
    Post post_;
    std::size_t waiting_{};
    boost::asio::thread_pool thread_{1};
};

}  // namespace layby::console
