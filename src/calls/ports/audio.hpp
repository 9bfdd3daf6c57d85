// The port to the media engine: orders in our own words. Called on the signalling thread; the engine works on
// its own thread and tells facts through a queue. Orders for a leg that isn't open are ignored.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "calls/facts.hpp"

namespace layby::calls {

/// A phrase: names of sounds, played one after the other, e.g. {"digits/7", "digits/0", "digits/1"}. Names
/// that start with "tone/" are made by us: tone/confirm, tone/ringback, tone/busy, tone/error.
using Phrase = std::vector<std::string>;

/// What was negotiated for a leg.
struct LegAudio {
    Address remote;                              ///< where the peer said it listens; corrected by latching
    std::optional<Address> remote_rtcp;          ///< none: RTP port + 1
    CodecChoice send;                            ///< codec and payload type that the peer wants
    std::vector<CodecChoice> receive;            ///< what the peer may send, with our payload types
    std::optional<std::uint8_t> send_digits;     ///< telephone-event payload type towards the peer
    std::optional<std::uint8_t> receive_digits;  ///< and from it
    bool peer_listens{true};                     ///< false: send it nothing but RTCP (it has put us on hold)
    bool peer_speaks{true};                      ///< false: expect no RTP from it
    std::optional<std::uint16_t> max_ptime{};    ///< it takes no more milliseconds in one packet; none: any
    std::string peer_ip{};                       ///< where its SIP comes from; empty: unknown
    bool proved{true};               ///< it got what we sent to peer_ip, so it isn't somebody else's name
    std::optional<Address> found{};  ///< where its audio came from before a restart, if from elsewhere
    bool operator==(const LegAudio&) const = default;
};

/// For Audio::watch_for_code: every key, also of a peer that says its keys in no way but as tones.
inline constexpr char any_key = '?';

class Audio {
  public:
    virtual ~Audio() = default;

    /// Whose port it is to be. Some of the last ports are kept for whoever ends the wait of a caller.
    enum class For { anybody, end_of_a_wait };
    /// Takes an RTP port at this address of ours. None: all ports taken, or not our address.
    virtual std::optional<Address> open(LegId leg, const std::string& near_ip, For whom) = 0;
    /// Takes this very port again, for a leg from before a restart, whose RTP streams then go on. False: it
    /// is somebody else's now.
    virtual bool reopen(LegId leg, const Address& local) = 0;
    virtual void close(LegId leg) = 0;
    virtual void negotiated(LegId leg,
                            const LegAudio& audio) = 0;  ///< first or again (hold, new address, other codec)

    // What the leg hears. Each replaces what it heard before.
    virtual void play_music(LegId leg, const std::string& music) = 0;
    virtual void say(LegId leg, const Phrase& phrase,
                     PromptId prompt) = 0;                   ///< once; ends in PromptEnded, then silence
    virtual void loop(LegId leg, const Phrase& phrase) = 0;  ///< for ever: ringback, busy
    virtual void bridge(LegId one, LegId other) = 0;         ///< both hear each other
    virtual void quiet(LegId leg) = 0;                       ///< nothing is sent, nothing relayed

    /// From a press of the key `first` on, key presses of this leg are withheld from the other one and only
    /// told, until this is ordered again. 0: never. A peer that has not agreed on telephone-event is listened
    /// to for the tones of keys; with `any_key` and nobody to hear it, also one that has agreed and never
    /// used it. A key that is held down as a bridge begins was not meant for the other one, who doesn't get
    /// the rest of it.
    virtual void watch_for_code(LegId leg, char first) = 0;
    /// RFC 4733; a tone in its audio when the peer has not agreed on telephone-event.
    virtual void send_digit(LegId leg, char digit, Duration length) = 0;
};

}  // namespace layby::calls
