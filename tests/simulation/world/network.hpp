// The network between phones and Layby: delays, loses, repeats and overtakes, as chance has it.
#pragma once
#include <functional>
#include <map>
#include <string>

#include "simulation/world/agenda.hpp"
#include "simulation/world/chance.hpp"
#include "simulation/world/ladder.hpp"

namespace layby::simulation {

/// Per mille of messages, and how long they take.
struct Weather {
    unsigned lost{}, twice{}, sound_lost{};
    Duration least{1ms}, most{1ms};
};

class Network {
  public:
    using Take = std::function<void(const Address& from, const std::string& message)>;
    using Hear = std::function<void(const Address& at, Bytes packet)>;

    Network(Agenda& agenda, Ladder& ladder, Chance chance)
        : agenda_(agenda), ladder_(ladder), chance_(chance) {}

    /// Who is at an address, under what name in the ladder.
    void attach(const std::string& ip, std::string name, Take take, Hear hear);

    void send(const Address& from, const Address& to, const std::string& message);
    /// Sound arrives at once or never: what it is worth lies in whom it reaches.
    void send_sound(const Address& from, const Address& to, Bytes packet);

    Weather weather;

  private:
    struct Place {
        std::string name;
        Take take;
        Hear hear;
    };
    std::string name_of(const Address& endpoint) const;
    void carry(const Address& from, const Address& to, const std::string& message);

    Agenda& agenda_;
    Ladder& ladder_;
    Chance chance_;
    std::map<std::string, Place> places_;
};

}  // namespace layby::simulation
