#include "world/office_world.hpp"

#include <algorithm>
#include <set>

#include "runtime/log.hpp"

namespace layby::world {
namespace {

constexpr std::uint8_t payload_of(Codec codec) {
    switch (codec) {
        case Codec::pcmu:
            return 0;
        case Codec::pcma:
            return 8;
        case Codec::g722:
            return 9;
        case Codec::opus:
            return 96;
    }
    return 127;
}

}  // namespace

MediaDescription speaks(std::vector<Codec> codecs, bool digits) {
    MediaDescription description;
    description.rtp = {"192.0.2.7", 4000};
    for (const Codec codec : codecs) description.codecs.push_back({codec, payload_of(codec)});
    if (digits) description.digits_8k = 96 + 5;
    return description;
}

calls::Office small_office() {
    calls::Office office;
    const auto user = [&](const char* name, const char* display) {
        calls::User added;
        added.name = name;
        added.display = display;
        office.users.push_back(added);
    };
    user("201", "Bob Ray");
    user("202", "Cleo Fox");
    user("203", "Dan Orr");
    user("204", "Eve Kay");
    user("205", "Finn Low");
    user("206", "Gus Moe");
    office.trunks = {
        {"provider"}, {"backup"}, {.name = "pbx", .may_park = true, .may_retrieve = true, .outside = {}}};
    calls::LotNumbers lot;
    lot.rules.first = {701};
    lot.rules.last = {705};
    lot.rules.ladder = {{parking::Step::Who::parker, "", 30s}, {parking::Step::Who::user, "202", 20s}};
    lot.rules.fallback = "203";
    lot.park_number = "700";
    lot.park_prefix = "*7";
    office.lots = {lot};
    office.routes_out = {{"0.", {"provider", "backup"}, 1, "+49"}};
    office.routes_in = {{"provider", "4930201", "201"}, {"provider", "4930202", "202"}};
    office.spoken_refusals = false;  // most stories only want to know which refusal it is
    return office;
}

OfficeWorld::OfficeWorld(calls::Office office)
    : signalling(ids_of(calls::start_of_node(0, office.cluster.number))) {
    spdlog::set_level(spdlog::level::warn);
    std::uint64_t device = 0;
    for (const calls::User& user : office.users)
        if (user.name != "206") devices[user.name] = {{DeviceId{++device}, "127.0.0.1"}};
    devices["203"].push_back({DeviceId{++device}, "127.0.0.1"});
    for (const calls::Trunk& trunk : office.trunks) trunks[trunk.name] = "127.0.0.2";
    start(std::move(office));
}

void OfficeWorld::start(calls::Office office) {
    node_ = office.cluster.number;
    board = std::make_unique<calls::Switchboard>(std::move(office), audio, 1);
    tell(calls::ClockIs{wall_at_zero_ + now_.time_since_epoch()});
    tell_who_can_be_called();
    carry_out(board->restore(keeper.kept(), ids_of(calls::start_of_node(++starts_, node_)), now_));
}

void OfficeWorld::tell_who_can_be_called() {
    for (const auto& [user, its] : devices) carry_out(board->handle(calls::DevicesChanged{user, its}, now_));
    for (const auto& [trunk, near_ip] : trunks)
        carry_out(board->handle(calls::TrunkChanged{trunk, near_ip}, now_));
}

void OfficeWorld::carry_out(calls::Turn turn) {
    for (const auto& order : turn.audio) audio.carry_out(order);
    for (const auto& seen : turn.watched) std::visit([&](const auto& what) { watchers.see(what); }, seen);
    for (const auto& change : turn.shown) copy.take(change);
    journal.parks.insert(journal.parks.end(), turn.past.begin(), turn.past.end());
    journal.calls.insert(journal.calls.end(), turn.calls.begin(), turn.calls.end());
    journal.ties.insert(journal.ties.end(), turn.ties.begin(), turn.ties.end());
    journal.steps.insert(journal.steps.end(), turn.steps.begin(), turn.steps.end());
    keeper.keep(turn.changes);
    for (const auto& order : turn.orders) signalling.carry_out(order);
    if (agree) agree(turn);
    last_turn = std::move(turn);
}

calls::CommandResult OfficeWorld::carry_out(calls::Commanded commanded) {
    carry_out(std::move(commanded.turn));
    return commanded.result;
}

/// Whoever was parked and is still there is in the same slot; two who talked and are still there talk.
void OfficeWorld::expect_nobody_lost(const FakeKeeper& before) {
    for (const auto& [id, kept] : before.parks) {
        if (!signalling.is_open(kept.park.parkee)) continue;
        const auto parked = in_slot(kept.park.slot.value);
        EXPECT_TRUE(parked && parked->park == id) << "slot " << kept.park.slot.value << " has lost its call";
    }
    std::map<LegId, LegId> pairs;
    for (const auto& call : board->calls()) pairs[call.leg] = call.other;
    for (const auto& [id, leg] : before.legs)
        if (leg.with && signalling.is_open(id) && signalling.is_open(leg.with)) {
            EXPECT_EQ(pairs[id], leg.with) << "leg " << id.value << " has lost its partner";
        }
}

void OfficeWorld::restart(calls::Office office) {
    signalling.die();
    const FakeKeeper before = keeper;
    audio.restart();
    watchers = {};
    copy = {};
    start(std::move(office));
    std::set<LegId> claimed;
    for (const auto& call : board->calls()) claimed.insert(call.leg);
    for (const LegId leg : signalling.open_legs())
        if (!claimed.contains(leg)) signalling.over(leg);  // its endpoint hangs up what nobody claims
    tell_consequences();
    expect_nobody_lost(before);
}

void OfficeWorld::adopt(const calls::Adopted& taken) {
    carry_out(board->adopt(taken, now_));
    tell_consequences();
}

void OfficeWorld::tell(const calls::Fact& fact) {
    carry_out(board->handle(fact, now_));
    tell_consequences();
}

void OfficeWorld::has_devices(const std::string& user, std::vector<calls::Device> now_these) {
    devices[user] = now_these;
    tell(calls::DevicesChanged{user, std::move(now_these)});
}

void OfficeWorld::trunk_is_down(const std::string& trunk) {
    trunks.erase(trunk);
    tell(calls::TrunkChanged{trunk, std::nullopt});
}

void OfficeWorld::trunk_is_up(const std::string& trunk, const std::string& near_ip) {
    trunks[trunk] = near_ip;
    tell(calls::TrunkChanged{trunk, near_ip});
}

calls::CommandResult OfficeWorld::retrieve(const std::string& lot, SlotNumber slot, const std::string& user,
                                           const std::string& by) {
    return carry_out(board->retrieve(lot, slot, {user, by}, now_));
}

calls::CommandResult OfficeWorld::release(const std::string& lot, SlotNumber slot) {
    return carry_out(board->release(lot, slot, now_));
}

calls::CommandResult OfficeWorld::set_pin(const std::string& lot, SlotNumber slot, const std::string& pin) {
    return carry_out(board->set_pin(lot, slot, pin, now_));
}

calls::CommandResult OfficeWorld::ask_for_message(const std::string& lot, SlotNumber slot,
                                                  const std::string& user) {
    return carry_out(board->ask_for_message(lot, slot, user, now_));
}

calls::CommandResult OfficeWorld::edit(const std::string& lot, SlotNumber slot, const calls::ParkEdit& edit) {
    return carry_out(board->edit(lot, slot, edit, now_));
}

calls::CommandResult OfficeWorld::park(LegId parkee, const calls::Place& where) {
    return carry_out(board->park(parkee, where, now_));
}

calls::CommandResult OfficeWorld::transfer(const std::string& lot, SlotNumber slot,
                                           const calls::TransferOrder& order) {
    return carry_out(board->transfer(lot, slot, order, now_));
}

calls::CommandResult OfficeWorld::transfer(LegId transferee, const calls::TransferOrder& order) {
    return carry_out(board->transfer(transferee, order, now_));
}

calls::CommandResult OfficeWorld::call(const calls::CallOrder& order) {
    auto commanded = board->call(order, now_);
    ordered = commanded.legs;
    return carry_out(std::move(commanded));
}

calls::CommandResult OfficeWorld::hang_up(LegId leg) { return carry_out(board->hang_up(leg, now_)); }

calls::CommandResult OfficeWorld::change_task(const calls::TaskOrder& order) {
    return carry_out(board->change_task(order, now_));
}

calls::CommandResult OfficeWorld::call_back(const calls::TaskOrder& order, const calls::CallOrder& call) {
    auto commanded = board->call_back(order, call, now_);
    ordered = commanded.legs;
    return carry_out(std::move(commanded));
}

std::size_t OfficeWorld::erase_tasks(const std::string& number) {
    std::size_t erased{};
    carry_out(board->erase_tasks(number, erased, now_));
    return erased;
}

calls::CommandResult OfficeWorld::change_message(const calls::MessageOrder& order) {
    return carry_out(board->change_message(order, now_));
}

std::size_t OfficeWorld::erase_messages(const std::string& number) {
    std::size_t erased{};
    carry_out(board->erase_messages(number, erased, now_));
    return erased;
}

calls::CommandResult OfficeWorld::set_hours(const calls::HoursOrder& order) {
    return carry_out(board->set_hours(order, now_));
}

void OfficeWorld::clock_is(hours::WallTime wall) {
    wall_at_zero_ = wall - now_.time_since_epoch();
    tell(calls::ClockIs{wall});
}

void OfficeWorld::wait_until(hours::WallTime wall) { pass(wall - wall_at_zero_ - now_.time_since_epoch()); }

calls::CommandResult OfficeWorld::set_presence(const calls::Presence& presence) {
    return carry_out(board->set_presence(presence, now_));
}

void OfficeWorld::reload(calls::Office office) { carry_out(board->reload(std::move(office), now_)); }

/// What became of recordings that have come to their end; false: of none.
bool OfficeWorld::tell_of_recordings() {
    const auto ended = std::exchange(audio.ended, {});
    for (const MessageId id : ended) {
        const bool kept = audio.disk == FakeAudio::Disk::works && audio.recordings.contains(id);
        carry_out(board->handle(calls::RecordingEnded{id, kept ? said : Duration{}, kept}, now_));
    }
    return !ended.empty();
}

void OfficeWorld::tell_consequences() {
    do {
        while (!signalling.to_tell.empty()) {
            const calls::Fact next = signalling.to_tell.front();
            signalling.to_tell.pop_front();
            carry_out(board->handle(next, now_));
        }
    } while (tell_of_recordings());
}

void OfficeWorld::pass(Duration time) {
    const Instant end = now_ + time;
    for (auto next = board->next_deadline(); next && *next <= end; next = board->next_deadline()) {
        now_ = std::max(now_, *next);
        carry_out(board->expire(now_));
        tell_consequences();
    }
    now_ = end;
}

LegId OfficeWorld::dial(const std::string& user, const std::string& number, MediaDescription offer) {
    const LegId leg = signalling.arrive(offer);
    calls::CallArrived call;
    call.leg = leg;
    call.from = {calls::Origin::Kind::user, user, {}};
    if (const auto& its = devices[user]; !its.empty()) call.from.device = its.front().id;
    call.caller = {"phone of " + user, user, false};
    call.number = number;
    call.offer = offer;
    call.near_ip = "127.0.0.1";
    tell(call);
    return leg;
}

LegId OfficeWorld::dial_delayed(const std::string& user, const std::string& number) {
    const LegId leg = signalling.arrive({});
    calls::CallArrived call;
    call.leg = leg;
    call.from = {calls::Origin::Kind::user, user, {}};
    call.caller = {"phone of " + user, user, false};
    call.number = number;
    call.near_ip = "127.0.0.1";
    tell(call);
    return leg;
}

LegId OfficeWorld::dial_expecting(const std::string& user, const std::string& slot, ParkId parked) {
    const LegId leg = signalling.arrive(speaks());
    calls::CallArrived call;
    call.leg = leg;
    call.from = {calls::Origin::Kind::user, user, {}};
    call.number = slot;
    call.expected = parked;
    call.offer = speaks();
    call.near_ip = "127.0.0.1";
    tell(call);
    return leg;
}

LegId OfficeWorld::arrive(const std::string& trunk, const std::string& number, MediaDescription offer) {
    const LegId leg = signalling.arrive(offer);
    calls::CallArrived call;
    call.leg = leg;
    call.from = {calls::Origin::Kind::trunk, trunk, {}};
    call.caller = {"Ann Lee", "030123", false};
    call.number = number;
    call.offer = offer;
    call.near_ip = "127.0.0.2";
    tell(call);
    return leg;
}

LegId OfficeWorld::dial_orbit(const std::string& user, const std::string& orbit) {
    const LegId leg = signalling.arrive(speaks());
    calls::CallArrived call;
    call.leg = leg;
    call.from = {calls::Origin::Kind::user, user, {}};
    call.caller = {"", user, false};
    call.number = "park";
    call.orbit = orbit;
    call.offer = speaks();
    call.near_ip = "127.0.0.1";
    tell(call);
    return leg;
}

LegId OfficeWorld::dial_replacing(const std::string& user, LegId replaced) {
    const LegId leg = signalling.arrive(speaks());
    calls::CallArrived call;
    call.leg = leg;
    call.from = {calls::Origin::Kind::user, user, {}};
    call.caller = {"", user, false};
    call.number = "anything";
    call.replaces = replaced;
    call.offer = speaks();
    call.near_ip = "127.0.0.1";
    tell(call);
    return leg;
}

void OfficeWorld::rings(LegId leg, int status) {
    if (!signalling.is_open(leg)) return;
    seen(leg).state = Seen::State::ringing;
    tell(calls::CallProgressed{leg, status, {}});
}

void OfficeWorld::picks_up(LegId leg, MediaDescription answer) {
    if (!signalling.is_open(leg)) return;
    seen(leg).state = Seen::State::up;
    tell(calls::CallAnswered{leg, std::move(answer), {}});
}

void OfficeWorld::fails(LegId leg, int status, const std::string& redirect) {
    signalling.over(leg);
    tell(calls::CallFailed{leg, status, "", redirect});
}

void OfficeWorld::confirms(LegId leg, std::optional<MediaDescription> answer) {
    seen(leg).confirmed = true;
    tell(calls::CallConfirmed{leg, std::move(answer)});
}

void OfficeWorld::cancels(LegId leg) {
    signalling.over(leg);
    tell(calls::CallCancelled{leg});
}

void OfficeWorld::hangs_up(LegId leg, calls::HangupCause cause) {
    if (!signalling.is_open(leg)) return;
    signalling.over(leg);
    tell(calls::HungUp{leg, cause});
}

void OfficeWorld::holds(LegId leg, Direction direction) {
    MediaDescription offer = speaks();
    offer.direction = direction;
    tell(calls::OfferReceived{leg, offer});
}

void OfficeWorld::resumes(LegId leg, MediaDescription offer) {
    tell(calls::OfferReceived{leg, std::move(offer)});
}

void OfficeWorld::transfers(LegId leg, const std::string& number) {
    tell(calls::TransferAsked{leg, number, {}, {}});
}

void OfficeWorld::transfers_to_leg(LegId leg, LegId replaced) {
    tell(calls::TransferAsked{leg, "", {}, replaced});
}

void OfficeWorld::keys(LegId leg, const std::string& digits) {
    for (const char digit : digits) tell(calls::DigitHeard{leg, digit, audio.key(leg, digit)});
}

void OfficeWorld::keys_by_info(LegId leg, const std::string& digits) {
    for (const char digit : digits) tell(calls::InfoDigit{leg, digit, 200ms});
}

void OfficeWorld::hears_prompt(LegId leg) {
    FakeAudio::Port* port = audio.port(leg);
    if (!port || port->heard.what != Heard::What::prompt) return;
    const PromptId prompt = port->heard.prompt;
    port->heard = {};
    tell(calls::PromptEnded{leg, prompt});
}

void OfficeWorld::message_settles(bool delivered) {
    if (signalling.messages.empty()) return;
    tell(calls::MessageSettled{signalling.messages.back().token, delivered});
}

OfficeWorld::Talk OfficeWorld::talk(const std::string& from, const std::string& to) {
    const LegId caller = dial(from, to);
    const LegId callee = ringing_one(to);
    picks_up(callee);
    confirms(caller);
    return {caller, callee};
}

OfficeWorld::Talk OfficeWorld::outside_call(const std::string& to) {
    const LegId caller = arrive("provider", to);
    const LegId callee = ringing_one(to);
    picks_up(callee);
    confirms(caller);
    return {caller, callee};
}

LegId OfficeWorld::parked_by(const std::string& user, const std::string& number) {
    const Talk call = outside_call(user);
    transfers(call.callee, number);
    hears_prompt(call.callee);
    hangs_up(call.callee);
    return call.caller;
}

LegId OfficeWorld::ringing_one(const std::string& user) {
    const auto ringing = signalling.ringing(user);
    EXPECT_EQ(ringing.size(), 1U) << "phones ringing for " << user;
    return ringing.empty() ? LegId{} : ringing.front();
}

std::optional<parking::ParkedCallView> OfficeWorld::in_slot(std::uint32_t slot) const {
    for (const auto& lot : board->lots())
        for (const auto& parked : lot.parked)
            if (parked.slot.value == slot) return parked;
    return std::nullopt;
}

bool OfficeWorld::lamps_are_right() const {
    std::size_t lit = 0;
    for (const auto& lot : board->lots())
        for (const auto& call : lot.parked) {
            if (call.phase == parking::Phase::reserved) continue;
            const auto lamp = watchers.slots.find(call.slot);
            if (lamp == watchers.slots.end() || lamp->second.park != call.park) return false;
            const bool rings = lamp->second.state == calls::WatchedSlot::State::ringing;
            if (rings != (call.phase == parking::Phase::ringing)) return false;
            ++lit;
        }
    const auto here =
        std::ranges::count_if(watchers.slots, [](const auto& lamp) { return lamp.second.node.empty(); });
    return lit == static_cast<std::size_t>(here);
}

/// Without who waits at another node of a cluster.
std::vector<calls::LotView> OfficeWorld::lots_on_copy() const {
    auto lots = copy.lot_views();
    for (auto& lot : lots)
        std::erase_if(lot.parked, [&](const auto& call) { return !copy.park(call.park)->node.empty(); });
    return lots;
}

std::string OfficeWorld::wrong_on_copy() const {
    const auto lots = board->lots(), lots_shown = lots_on_copy();
    if (lots.size() != lots_shown.size()) return "a board shows other lots than there are";
    for (std::size_t i = 0; i < lots.size(); ++i)
        if (lots[i] != lots_shown[i]) return "a board shows lot " + lots[i].name + " wrongly";
    const auto calls = board->calls(), calls_shown = copy.call_views();
    if (calls.size() != calls_shown.size()) return "a board shows other calls than there are";
    for (std::size_t i = 0; i < calls.size(); ++i)
        if (calls[i] != calls_shown[i])
            return "a board shows leg " + std::to_string(calls[i].leg.value) + " wrongly, which is " +
                   calls[i].state;
    std::map<calls::TaskId, calls::Task> tasks;
    for (const auto& shown : board->shown())
        if (const auto* task = std::get_if<calls::Task>(&shown)) tasks[task->id] = *task;
    if (tasks != copy.tasks()) return "a board shows other call-back tasks than there are";
    std::set<MessageId> written, recorded;
    for (const auto& [id, message] : keeper.messages) written.insert(id);
    for (const auto& [id, recording] : audio.recordings) recorded.insert(id);
    if (written != recorded) return "there are other recordings than messages";
    if (tasks != keeper.tasks) return "other call-back tasks are written down than there are";
    auto messages = keeper.messages;
    std::erase_if(messages,
                  [](const auto& one) { return one.second.state == calls::Message::State::recording; });
    if (messages != copy.messages()) return "a board shows other messages than are written down";
    return {};
}

::testing::AssertionResult OfficeWorld::in_order() const {
    if (!signalling.mistakes.empty()) return ::testing::AssertionFailure() << signalling.mistakes.front();
    if (!audio.mistakes.empty()) return ::testing::AssertionFailure() << audio.mistakes.front();
    if (!keeper.mistakes.empty()) return ::testing::AssertionFailure() << keeper.mistakes.front();
    if (!watchers.mistakes.empty()) return ::testing::AssertionFailure() << watchers.mistakes.front();
    if (!lamps_are_right()) return ::testing::AssertionFailure() << "a lamp shows what is not so";
    if (const auto fault = wrong_on_copy(); !fault.empty()) return ::testing::AssertionFailure() << fault;
    if (const auto fault = audio.overheard(); !fault.empty()) return ::testing::AssertionFailure() << fault;
    if (board->consistent()) return ::testing::AssertionSuccess();
    auto failure = ::testing::AssertionFailure() << "the switchboard is inconsistent:";
    for (const auto& call : board->calls())
        failure << " [" << call.leg.value << " " << call.state << " " << call.other.value << "]";
    return failure;
}

::testing::AssertionResult OfficeWorld::at_rest() const {
    if (const auto order = in_order(); !order) return order;
    const calls::Counters counters = board->counters();
    const std::size_t left = counters.legs + counters.bridges + counters.rings + counters.transfers +
                             counters.parked + counters.deadlines;
    if (left != 0)
        return ::testing::AssertionFailure()
               << "left: " << counters.legs << " legs, " << counters.bridges << " bridges, " << counters.rings
               << " rings, " << counters.transfers << " transfers, " << counters.parked << " parked, "
               << counters.deadlines << " deadlines";
    if (!watchers.slots.empty() || !watchers.users.empty())
        return ::testing::AssertionFailure() << "a lamp is still lit";
    if (keeper.legs.size() + keeper.rings.size() + keeper.transfers.size() + keeper.parks.size() != 0)
        return ::testing::AssertionFailure() << "something is still written down";
    if (!audio.ports.empty()) return ::testing::AssertionFailure() << "an RTP port is still open";
    if (!signalling.open_legs().empty())
        return ::testing::AssertionFailure() << "leg " << signalling.open_legs().front().value << " is open";
    return ::testing::AssertionSuccess();
}

::testing::AssertionResult OfficeWorld::nobody_forgotten(LegId leg) {
    if (!signalling.is_open(leg)) return ::testing::AssertionSuccess() << "hung up honestly";
    if (!is_up(leg)) return ::testing::AssertionSuccess() << "not answered yet";
    const FakeAudio::Port* port = audio.port(leg);
    if (port && port->heard.what != Heard::What::nothing) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "leg " << leg.value << " is up and hears nothing";
}

void OfficeWorld::everybody_hangs_up() {
    for (const LegId leg : signalling.open_legs()) {
        if (!signalling.is_open(leg)) continue;
        if (is_up(leg))
            hangs_up(leg);
        else if (seen(leg).inbound)
            cancels(leg);
        else
            fails(leg, 480);
    }
    pass(1min);
}

}  // namespace layby::world
