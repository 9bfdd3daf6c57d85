// The ways to the network on which each line has its own two sockets, and each packet its own call of the
// kernel. That is way A, which needs no permission; with a sieve in the kernel it is way B, and with a raw
// socket that sends for all it is way C.
#pragma once
#include <memory>
#include <vector>

#include "media/wire/kernel_sieve.hpp"
#include "media/wire/lines.hpp"
#include "media/wire/raw_sender.hpp"
#include "runtime/one_thread.hpp"

namespace layby::media {

class Sockets final : public Net {
  public:
    /// Throws std::system_error.
    Sockets(std::uint16_t first_port, std::uint16_t last_port, std::unique_ptr<KernelSieve> sieve = {},
            std::unique_ptr<RawSender> raw = {});
    ~Sockets() override;
    Sockets(const Sockets&) = delete;
    Sockets& operator=(const Sockets&) = delete;

    std::optional<Line> open(const SocketAddress& near, For whom) override { return lines_.open(near, whom); }
    std::optional<Line> reopen(const SocketAddress& local) override { return lines_.reopen(local); }
    std::size_t lines() const override { return lines_.count(); }
    void wake() noexcept override;

    void take_over() override;
    void wait(std::optional<Instant> deadline) override;
    bool receive(Batch& into) override;
    void send(const Batch& packets) override;
    void close(Place place) override;
    Sieve* sieve() override { return sieve_.get(); }

  private:
    void watch(int fd, std::uint64_t tag);
    void collect(std::optional<Instant> deadline);
    void send_itself(const Batch::Packet& packet);
    void receive_one(std::uint64_t tag, Batch& into);
    void forget_wakes();

    runtime::OneThread media_;
    Lines lines_;
    std::unique_ptr<KernelSieve> sieve_;  // none: way A
    std::unique_ptr<RawSender> raw_;      // none: way A or B
    std::vector<const Batch::Packet*> refused_;
    int epoll_{-1}, event_{-1};
    std::vector<std::optional<PortPair>> pairs_;  // by place
    std::vector<Lines::Opened> opened_;
    std::vector<std::uint64_t> ready_;  // tags of sockets with packets
    std::size_t next_{};                // of them, to be received
};

}  // namespace layby::media
