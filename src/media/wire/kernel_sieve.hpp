// A sieve in the kernel: one eBPF program for all RTP sockets, and one map of counts, shared as memory. So a
// packet to which nobody listens costs neither a wake-up nor a call. Needs CAP_BPF where the kernel doesn't
// let everybody load programs (kernel.unprivileged_bpf_disabled). Media thread, once it is made.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "media/core/sieve.hpp"

namespace layby::media {

struct SieveEntry;

class KernelSieve final : public Sieve {
  public:
    struct Made {
        std::unique_ptr<KernelSieve> sieve;
        std::string why_not;
    };
    /// For RTP on the even ports of the range; none where the kernel refuses.
    static Made make(std::uint16_t first_port, std::uint16_t last_port);
    ~KernelSieve() override;
    KernelSieve(const KernelSieve&) = delete;
    KernelSieve& operator=(const KernelSieve&) = delete;

    /// The RTP socket of a leg. On a port that isn't in the range nothing is sifted.
    void attach(Place leg, int socket, std::uint16_t port);
    void detach(Place leg);

    bool start(Place leg, const Stream& stream) override;
    Progress look(Place leg) const override;
    void stop(Place leg) override;

  private:
    KernelSieve(std::uint16_t first_port, std::uint32_t ports) : first_port_(first_port), ports_(ports) {}
    const char* load();
    bool try_out() const;

    std::uint16_t first_port_;
    std::uint32_t ports_;
    int map_{-1}, program_{-1};
    SieveEntry* entries_{};          // of the map
    std::vector<SieveEntry*> legs_;  // by place; null: nothing is sifted
};

}  // namespace layby::media
