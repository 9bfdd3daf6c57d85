// The media engine: one RTP port pair per leg, all sending and receiving on one media thread. The Audio
// orders are called on the signalling thread and travel through a queue; facts travel back through `tell`,
// which is called on the media thread and must only queue (e.g. sip::Loop::post).
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "calls/ports/audio.hpp"
#include "sounds/library.hpp"

namespace layby::media {

struct Options {
    std::uint16_t first_port{10000}, last_port{19999};  ///< RTP takes the even, RTCP the odd port
    Duration lost_after{
        std::chrono::seconds{30}};  ///< no RTP for so long: AudioLost; told again each such time
    bool realtime{true};            ///< ask for SCHED_FIFO; carries on without where it isn't permitted
    std::uint64_t secret{};         ///< what streams are derived from: the same after a restart; 0: random
};

struct Counters {
    std::size_t legs{}, ports{}, bridges{}, transcoders{};
    std::uint64_t packets_sent{}, packets_received{}, packets_relayed{}, packets_refused{}, late_ticks{};
};

class Engine final : public calls::Audio {
  public:
    Engine(Options options, const sounds::Library& sounds, std::function<void(calls::Fact)> tell);
    ~Engine() override;

    std::optional<Address> open(LegId leg, const std::string& near_ip,
                                For whom = For::end_of_a_wait) override;
    bool reopen(LegId leg, const Address& local) override;
    void close(LegId leg) override;
    void negotiated(LegId leg, const calls::LegAudio& audio) override;
    void play_music(LegId leg, const std::string& music) override;
    void say(LegId leg, const calls::Phrase& phrase, PromptId prompt) override;
    void loop(LegId leg, const calls::Phrase& phrase) override;
    void bridge(LegId one, LegId other) override;
    void quiet(LegId leg) override;
    void watch_for_code(LegId leg, char first) override;
    void send_digit(LegId leg, char digit, Duration length) override;

    Counters counters() const;  ///< any thread
    bool realtime() const;      ///< whether SCHED_FIFO was permitted

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::media
