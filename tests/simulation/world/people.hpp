// Those who use the phones: what they do with them, sensible or not, as chance has it. While the world is
// calm they only answer what rings.
#pragma once
#include <string>

#include "console/http_server.hpp"
#include "simulation/world/chance.hpp"
#include "simulation/world/phone.hpp"

namespace layby::simulation {

class World;

class Person {
  public:
    /// Puts a phone of its own into the world.
    Person(World& world, Chance chance, Phone::Setup setup);
    Person(const Person&) = delete;
    Person& operator=(const Person&) = delete;

    Phone& phone() { return phone_; }
    void live();                ///< from now on
    void hang_up_everything();  ///< also what rings

  private:
    Phone::Ears ears();
    void soon(Duration least, Duration most, const std::string& call_id, void (Person::*act)(Call&));
    void rings(Call& call);
    void hears(Call& call);
    void over(Call& call);

    void act();
    void act_alone();
    void act_outside();
    void act_on(Call& call);
    void order(console::Desk& desk);
    void talk(Call& call);
    void wait(Call& call);
    void answer(Call& call);
    void hang_up(Call& call);
    void park_by_key(Call& call);
    void complete(Call& call);
    void consult(Call& held);
    void come_to_rest();

    std::string somebody();
    std::string some_slot();
    void dial(const std::string& number, const std::string& from = {});
    void give_up(Call& call);

    World& world_;
    Chance chance_;
    Phone phone_;
};

}  // namespace layby::simulation
