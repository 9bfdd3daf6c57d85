// A media engine that plays nothing but knows who hears what. Refuses the N-th port if told to. Counts
// broken promises (a leg heard by two, orders for legs that aren't open) instead of throwing.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "calls/orders.hpp"
#include "calls/ports/audio_ports.hpp"

namespace layby::world {

struct Heard {
    enum class What { nothing, music, prompt, loop, other };
    What what{};
    std::string music;
    calls::Phrase phrase;
    PromptId prompt;
    LegId other;
};

class FakeAudio final : public calls::AudioPorts {
  public:
    std::optional<Address> open(LegId leg, const std::string& near_ip, For whom) override;
    bool reopen(LegId leg, const Address& local) override;
    /// Another one each time.
    SrtpKey::Bytes new_key() override;
    std::optional<Fingerprint> fingerprint() const override { return own_fingerprint; }
    void carry_out(const calls::AudioOrder& order);

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
    std::uint8_t keys{};  ///< given so far
    std::optional<Fingerprint> own_fingerprint;
    std::uint64_t orders{};           ///< of ports, so far
    std::uint16_t taken_by_others{};  ///< a port that another program has
    std::uint64_t refuse_order{};     ///< the number of the order that is refused; 0: none
    std::uint64_t
        bug_at_open{};  ///< in the turn that opens so many ports from now on, a CHECK fails; 0: none
    // What legs say, written down.
    struct Recorded {
        LegId leg;
        bool open{true};
    };
    std::map<MessageId, Recorded> recordings;  ///< the files there are; a restart closes them
    enum class Disk { works, fails, stands_still } disk{};
    /// What is to be told, and is forgotten by that.
    std::vector<MessageId> ended;
    std::vector<std::string> mistakes;

  private:
    void on(const calls::CloseAudio& order);
    void on(const calls::Negotiated& order);
    void on(const calls::PlayMusic& order);
    void on(const calls::Say& order);
    void on(const calls::Loop& order);
    void on(const calls::Connect& order);
    void on(const calls::Quiet& order);
    void on(const calls::WatchForCode& order);
    void on(const calls::PlayDigit& order);
    void on(const calls::Record& order);
    void on(const calls::StopRecording& order);
    void on(const calls::DropRecording& order);
    Port* ordered(LegId leg, const char* what);
    void set(LegId leg, const char* what, Heard heard);
    bool is_free(std::uint16_t port) const;

    static constexpr std::uint16_t first_port = 20000;
    std::uint16_t next_port_{first_port};
};

}  // namespace layby::world
