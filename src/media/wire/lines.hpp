// Which lines are open, for every way that has sockets of its own for each: their ports, bound, and their
// places. The signalling thread opens; the media thread takes over what was opened, and gives back what it
// has closed.
#pragma once
#include <atomic>
#include <random>
#include <vector>

#include "media/core/net.hpp"
#include "media/wire/port_pair.hpp"
#include "media/wire/port_pool.hpp"
#include "runtime/mailbox.hpp"
#include "runtime/one_thread.hpp"

namespace layby::media {

class Lines {
  public:
    Lines(std::uint16_t first_port, std::uint16_t last_port);

    // Signalling thread: as Net has them.
    std::optional<Net::Line> open(const SocketAddress& near, Net::For whom);
    std::optional<Net::Line> reopen(const SocketAddress& local);
    std::size_t count() const { return count_.load(std::memory_order_relaxed); }  ///< any thread

    // Media thread.
    struct Opened {
        Place place{};
        PortPair pair;
    };
    void take_opened(std::vector<Opened>& into) { opened_.take(into); }
    /// Its sockets are closed.
    void give_back(Place place, std::uint16_t port);

  private:
    struct Released {
        Place place{};
        std::uint16_t port{};
    };
    void collect_released();
    std::optional<PortPair> bind_any(const SocketAddress& near);
    std::optional<PortPair> bind_this(const SocketAddress& local);
    Net::Line settle(PortPair pair);
    Place free_place();

    runtime::OneThread signalling_;
    std::random_device device_;
    PortPool pool_;
    const std::size_t kept_;  // ports for who ends a wait
    std::vector<Place> free_;
    Place places_{};
    runtime::Mailbox<Opened> opened_;
    runtime::Mailbox<Released> released_;
    std::atomic<std::size_t> count_{};
};

}  // namespace layby::media
