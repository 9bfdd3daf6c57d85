// Whose a leg's sound is: the media engine serves all tenants and knows of none. Signalling thread.
#pragma once
#include <unordered_map>

#include "calls/ports/audio_ports.hpp"
#include "media/engine.hpp"

namespace layby::app {

class House;

/// Legs and messages of several houses never have the same id (ids_of()).
struct LegsOfHouses {
    std::unordered_map<LegId, House*> legs;          ///< as long as it has a port
    std::unordered_map<MessageId, House*> messages;  ///< that were recorded, as long as they are there
};

/// The media engine for one house.
class AudioOfHouse final : public calls::AudioPorts {
  public:
    /// All of them outlive it.
    AudioOfHouse(media::Engine& engine, LegsOfHouses& legs, House& house)
        : engine_(engine), legs_(legs), house_(house) {}

    std::optional<Address> open(LegId leg, const std::string& near_ip, For whom) override;
    bool reopen(LegId leg, const Address& local) override;
    SrtpKey::Bytes new_key() override { return engine_.new_key(); }
    std::optional<Fingerprint> fingerprint() const override { return engine_.fingerprint(); }
    void carry_out(const calls::AudioOrder& order);

  private:
    void note(const calls::AudioOrder& order);

    media::Engine& engine_;
    LegsOfHouses& legs_;
    House& house_;
};

/// Of a fact that the media engine tells; none: it is about neither leg nor
/// message, or about one that is gone.
House* house_of(const LegsOfHouses& legs, const calls::Fact& fact);

}  // namespace layby::app
