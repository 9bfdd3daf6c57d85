// A media engine that plays nothing but knows who hears what. Refuses the N-th port if told to. Counts
// broken promises (a leg heard by two, orders for legs that aren't open) instead of throwing.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "calls/ports/audio.hpp"

namespace layby::world {

struct Heard {
    enum class What { nothing, music, prompt, loop, other };
    What what{};
    std::string music;
    calls::Phrase phrase;
    PromptId prompt;
    LegId other;
};

class FakeAudio final : public calls::Audio {
  public:
    std::optional<Address> open(LegId leg, const std::string& near_ip, For whom) override;
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

    std::size_t most{100000}, kept{};  ///< ports there are, and those of them that are for who ends a wait

    struct Port {
        Address local;
        std::optional<calls::LegAudio> audio;
        Heard heard;
        std::string digits;   ///< sent by order
        std::string relayed;  ///< digits that the engine passed on from the other one
        char code_begins{};
        bool collecting{};
        int negotiations{};
    };
    Port* port(LegId leg);
    /// A key press in RTP arrives (a tone, if the leg knows nothing else): withheld, or relayed to the other
    /// one. Whether it was withheld.
    bool key(LegId leg, char digit);
    bool hears(LegId leg, LegId other) { return port(leg) && port(leg)->heard.other == other; }
    bool talk(LegId one, LegId other) { return hears(one, other) && hears(other, one); }
    bool hears_music(LegId leg) { return port(leg) && port(leg)->heard.what == Heard::What::music; }
    /// Every leg is heard by one other at most, and no leg hears one that isn't open. Empty if so.
    std::string overheard() const;

    /// Another process, which has no port yet and begins anew to choose them.
    void restart();

    std::map<LegId, Port> ports;
    std::uint64_t orders{};           ///< of ports, so far
    std::uint16_t taken_by_others{};  ///< a port that another program has
    std::uint64_t refuse_order{};     ///< the number of the order that is refused; 0: none
    std::vector<std::string> mistakes;

  private:
    Port* ordered(LegId leg, const char* what);
    void set(LegId leg, const char* what, Heard heard);
    bool is_free(std::uint16_t port) const;

    static constexpr std::uint16_t first_port = 20000;
    std::uint16_t next_port_{first_port};
};

}  // namespace layby::world
