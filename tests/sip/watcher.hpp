// A phone with lamps: subscribes, is told, answers or doesn't. On the bare wire, in the test's own time.
#pragma once
#include <gtest/gtest.h>

#include "calls/watched.hpp"
#include "wire.hpp"

namespace layby::sip::test {

/// One subscription as the phone keeps it.
struct Subscribed {
    Text answer;        ///< the final response to SUBSCRIBE
    std::string to;     ///< of the dialog, with the server's tag
    std::string first;  ///< the request that was let in
    int cseq{};
};

class Watcher {
  public:
    Watcher(Wire& wire, std::string user, std::string user_agent = "Test Phone 1.0");

    Subscribed subscribe(const std::string& number, const std::string& headers = {},
                         const std::string& expires = "600", const std::string& event = "dialog");
    /// Within the dialog.
    Text refresh(Subscribed& subscribed, const std::string& expires = "600");
    /// The NOTIFYs that have come since the last look; turns nothing.
    std::vector<Text> notifies();
    /// Waits for the next one, up to half a second of the test's time.
    Text next();
    Peer& peer() { return peer_; }
    bool answers{true};  ///< else it is switched off
    int with_status{200};

  private:
    std::string request(const std::string& number, const std::string& headers, const std::string& expires,
                        const std::string& event);
    Wire& wire_;
    Peer& peer_;
    std::string user_, user_agent_;
    std::size_t seen_{};
};

/// An office with lots "main" (700; 701-720) and "huge" (800; 10000-19999), and users 201 to 203.
class LampsOffice : public testing::Test {
  protected:
    LampsOffice() {
        Options options;
        options.accounts = {{"201", "secret of 201"}, {"202", "secret of 202"}, {"203", "secret of 203"}};
        wire.open(options);
        wire.endpoint().show(
            calls::WatchedLots{{{"main", "700", {701}, {720}}, {"huge", "800", {10000}, {19999}}}});
    }
    std::size_t subscriptions() { return wire.front().counters().subscriptions; }
    Wire wire;
};

calls::WatchedSlot free_slot(std::uint32_t number);
calls::WatchedSlot parked(std::uint32_t number, std::uint64_t park = 17,
                          Party caller = {"Ann Lee", "5551234", false});

}  // namespace layby::sip::test
