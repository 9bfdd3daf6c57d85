// The thread of all handshakes. The media thread gives it datagrams and goes on; what comes of them it is
// told through a queue. Owns the desk; started and stopped by the engine.
#pragma once
#include <atomic>
#include <functional>
#include <thread>
#include <variant>
#include <vector>

#include "media/core/handshakes.hpp"
#include "media/dtls/desk.hpp"
#include "runtime/bell.hpp"
#include "runtime/mailbox.hpp"

namespace layby::media {

class Keeper final : public Handshakes {
  public:
    /// `tell` is called on its thread and must only queue.
    Keeper(Identity identity, std::function<void(Desk::News)> tell);
    ~Keeper() override;
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    const Fingerprint& fingerprint() const { return identity_.fingerprint(); }
    /// Nothing is told after it. What is given to it from then on is for nobody.
    void stop();

    // Media thread.
    void expect(LegId leg, const Fingerprint& peer, Whence whence) override;
    void begin(LegId leg, const SocketAddress& to) override;
    void hear(LegId leg, const SocketAddress& from, Bytes datagram) override;
    void forget(LegId leg) override;

    /// More datagrams don't wait: those behind them are dropped, as a network would do it.
    static constexpr std::size_t most_waiting = 2000;

  private:
    struct Expect {
        LegId leg;
        Fingerprint peer;
        Whence whence;
    };
    struct Begin {
        LegId leg;
        SocketAddress to;
    };
    struct Hear {
        LegId leg;
        SocketAddress from;
        Datagram datagram;
    };
    struct Forget {
        LegId leg;
    };
    using Letter = std::variant<Expect, Begin, Hear, Forget>;

    void put(Letter letter);
    void run();
    void open(const Letter& letter);

    const Identity identity_;
    Desk desk_;
    runtime::Mailbox<Letter> letters_;
    runtime::Bell bell_;
    std::atomic<std::size_t> waiting_{};
    std::atomic<bool> stop_{};
    std::thread thread_;
};

}  // namespace layby::media
