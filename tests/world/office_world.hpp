// A small office in simulated time: users with phones, two trunks, one lot, a switchboard, and shorthand for
// what its people do. No story here; the stories are in tests/calls.
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "calls/switchboard.hpp"
#include "console/copy.hpp"
#include "world/fake_audio.hpp"
#include "world/fake_keeper.hpp"
#include "world/fake_signalling.hpp"
#include "world/fake_watchers.hpp"

namespace layby::world {

using namespace std::chrono_literals;

/// What a phone says about its audio.
MediaDescription speaks(std::vector<Codec> codecs = {Codec::pcma}, bool digits = true);

/// Users 201–206 (each one phone, 203 two, 206 none), trunks "provider" and "backup", and "pbx", which may
/// park and retrieve; lot main: park 700, slots 701–705.
calls::Office small_office();

class OfficeWorld {
  public:
    explicit OfficeWorld(calls::Office office = small_office());
    OfficeWorld(const OfficeWorld&) = delete;  // the switchboard refers to the adapters in here

    // -- arrivals
    LegId dial(const std::string& user, const std::string& number, MediaDescription offer = speaks());
    LegId dial_delayed(const std::string& user, const std::string& number);  ///< INVITE without SDP
    LegId arrive(const std::string& trunk, const std::string& number, MediaDescription offer = speaks());
    LegId dial_orbit(const std::string& user, const std::string& orbit);  ///< sip:park@host;orbit=…
    LegId dial_replacing(const std::string& user, LegId replaced);
    LegId dial_expecting(const std::string& user, const std::string& slot, ParkId call);

    // -- what a phone or trunk does with a leg
    void rings(LegId leg, int status = 180);
    void picks_up(LegId leg, MediaDescription answer = speaks());
    void fails(LegId leg, int status, const std::string& redirect = {});
    void confirms(LegId leg, std::optional<MediaDescription> answer = {});
    void cancels(LegId leg);
    void hangs_up(LegId leg, calls::HangupCause cause = calls::HangupCause::normal);
    void holds(LegId leg, Direction direction = Direction::sendonly);
    void resumes(LegId leg, MediaDescription offer = speaks());
    void transfers(LegId leg, const std::string& number);
    void transfers_to_leg(LegId leg, LegId replaced);
    void keys(LegId leg, const std::string& digits);          ///< in RTP
    void keys_by_info(LegId leg, const std::string& digits);  ///< in SIP INFO
    void hears_prompt(LegId leg);                             ///< to its end
    void message_settles(bool delivered);
    void tell(const calls::Fact& fact);
    void adopt(const calls::Adopted& taken);

    // -- whom one can call
    void has_devices(const std::string& user, std::vector<calls::Device> now_these);
    void trunk_is_down(const std::string& trunk);
    void trunk_is_up(const std::string& trunk, const std::string& near_ip = "127.0.0.2");

    // -- what a board or an admin orders
    calls::CommandResult retrieve(const std::string& lot, SlotNumber slot, const std::string& user,
                                  const std::string& by = {});
    calls::CommandResult release(const std::string& lot, SlotNumber slot);
    calls::CommandResult set_pin(const std::string& lot, SlotNumber slot, const std::string& pin);
    calls::CommandResult edit(const std::string& lot, SlotNumber slot, const calls::ParkEdit& edit);
    calls::CommandResult ask_for_message(const std::string& lot, SlotNumber slot, const std::string& user);
    calls::CommandResult park(LegId parkee, const calls::Place& where = {});
    calls::CommandResult transfer(const std::string& lot, SlotNumber slot, const calls::TransferOrder& order);
    calls::CommandResult transfer(LegId transferee, const calls::TransferOrder& order);
    calls::CommandResult call(const calls::CallOrder& order);
    calls::CommandResult hang_up(LegId leg);
    calls::CommandResult change_task(const calls::TaskOrder& order);
    calls::CommandResult call_back(const calls::TaskOrder& order, const calls::CallOrder& call);
    std::size_t erase_tasks(const std::string& number);
    calls::CommandResult change_message(const calls::MessageOrder& order);
    std::size_t erase_messages(const std::string& number);
    calls::CommandResult set_presence(const calls::Presence& presence);
    calls::CommandResult set_hours(const calls::HoursOrder& order);
    void reload(calls::Office office);

    // -- time
    void pass(Duration time);  ///< with every deadline on the way
    Instant now() const { return now_; }
    /// The clock on the wall shows this now; without it, 1970.
    void clock_is(hours::WallTime wall);
    void wait_until(hours::WallTime wall);

    // -- a crash, and another process that goes on; time has to be passed by hand
    /// Its settings may be others by now.
    void restart(calls::Office office = small_office());
    /// The same, but the orders of what happens within `last` are written down and never leave.
    template <class Last>
    void dies_after(Last last) {
        signalling.deaf = true;
        last();
        signalling.deaf = false;
        restart();
    }

    /// How long what a caller says is, as the disk has it.
    Duration said{10s};

    // -- ready-made scenes
    struct Talk {
        LegId caller, callee;
    };
    Talk talk(const std::string& from, const std::string& to);
    /// An outside caller (provider, "Ann Lee") talks to a user.
    Talk outside_call(const std::string& to);
    /// The same, blindly parked by that user; heard and hung up.
    LegId parked_by(const std::string& user, const std::string& number = "700");

    // -- looks
    Seen& seen(LegId leg) { return signalling.legs.at(leg); }
    LegId ringing_one(const std::string& user);  ///< the one leg that rings there
    std::optional<parking::ParkedCallView> in_slot(std::uint32_t slot) const;
    bool is_up(LegId leg) { return seen(leg).state == Seen::State::up; }
    /// Consistent, nobody overheard, no mistakes of orders.
    ::testing::AssertionResult in_order() const;
    /// The same, and nothing is left of any call.
    ::testing::AssertionResult at_rest() const;
    /// Every party that is up hears somebody or something, or is about to be let go.
    ::testing::AssertionResult nobody_forgotten(LegId leg);
    void everybody_hangs_up();
    /// Watchers know of each parked call, and of nothing else.
    bool lamps_are_right() const;
    /// Where what was told to boards doesn't add up to what the switchboard says; empty: nowhere.
    std::string wrong_on_copy() const;

    FakeSignalling signalling;
    FakeAudio audio;
    FakeWatchers watchers;
    console::Copy copy;  ///< what a board knows
    struct Journal {
        std::vector<calls::PastPark> parks;
        std::vector<calls::PastCall> calls;
        std::vector<calls::CallStep> steps;
        std::vector<calls::Tie> ties;
    } journal;
    FakeKeeper keeper;
    std::map<std::string, std::vector<calls::Device>> devices;  ///< of users; absent: none
    std::map<std::string, std::string> trunks;  ///< name and our address towards it; absent: down
    std::vector<LegId> ordered;                 ///< the phones that rang as a call was ordered last
    calls::Turn last_turn;                      ///< what was ordered last, as a list
    std::unique_ptr<calls::Switchboard> board;
    std::function<void(const calls::Turn&)> agree;  ///< of a node of a cluster: what the others are asked

  private:
    void carry_out(calls::Turn turn);
    calls::CommandResult carry_out(calls::Commanded commanded);
    void tell_who_can_be_called();
    void tell_consequences();
    bool tell_of_recordings();
    void start(calls::Office office);
    void expect_nobody_lost(const FakeKeeper& before);
    std::vector<calls::LotView> lots_on_copy() const;
    std::uint64_t starts_{}, node_{};
    Instant now_{1h};
    std::chrono::sys_time<Duration> wall_at_zero_{};
};

}  // namespace layby::world
