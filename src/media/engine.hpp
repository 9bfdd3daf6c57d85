// The media engine: one RTP port pair per leg, all sending and receiving on one media thread. Orders are
// given on the signalling thread and travel through a queue; facts travel back through `tell`, which is
// called on the media thread and must only queue (e.g. sip::Loop::post).
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "calls/facts.hpp"
#include "calls/orders.hpp"
#include "calls/ports/audio_ports.hpp"
#include "media/music_start.hpp"
#include "media/recordings.hpp"
#include "sounds/library.hpp"

namespace layby::media {

/// How packets get into and out of the process, from what works everywhere to what costs least.
enum class Way : std::uint8_t {
    sockets,  ///< A: a socket and a call of the kernel for each
    sieved,   ///< B: the same, but the kernel drops and counts what nobody listens to
    raw,      ///< C: and sound leaves in batches through one raw socket
};
/// Which runs, and why not the next.
struct ChosenWay {
    Way way{};
    std::string why_not_next;
};
/// Whether these are a certificate and its private key, as Options::certificate has to be.
bool can_be_shown(const std::string& certificate);
/// "A: …".
std::string_view text_of(Way way);

struct Options {
    std::uint16_t first_port{10000}, last_port{19999};  ///< RTP takes the even, RTCP the odd port
    Duration lost_after{
        std::chrono::seconds{30}};  ///< no RTP for so long: AudioLost; told again each such time
    bool realtime{true};            ///< ask for SCHED_FIFO; carries on without where it isn't permitted
    MusicStart music_start{};
    Way fastest{Way::raw};      ///< the first one to be tried
    std::string certificate{};  ///< that legs show in handshakes, and its private key, in PEM; empty: none
    std::uint64_t secret{};     ///< what streams are derived from: the same after a restart; 0: random
    Recordings* recordings{};   ///< outlives the engine; none: nothing can be recorded
};

struct Counters {
    std::size_t legs{}, ports{}, bridges{}, transcoders{};
    std::uint64_t packets_sent{}, packets_received{}, packets_relayed{}, packets_refused{}, late_ticks{};
};

class Engine final : public calls::AudioPorts {
  public:
    Engine(Options options, const sounds::Library& sounds, std::function<void(calls::Fact)> tell);
    ~Engine() override;

    std::optional<Address> open(LegId leg, const std::string& near_ip,
                                For whom = For::end_of_a_wait) override;
    bool reopen(LegId leg, const Address& local) override;
    SrtpKey::Bytes new_key() override;
    std::optional<Fingerprint> fingerprint() const override;
    /// Orders for a leg that isn't open are ignored.
    void carry_out(const calls::AudioOrder& order);

    Counters counters() const;  ///< any thread
    bool realtime() const;      ///< whether SCHED_FIFO was permitted
    const ChosenWay& way() const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::media
