#include "calls/derived/log_lines.hpp"

#include <fmt/format.h>

#include "calls/house/board.hpp"
#include "calls/house/lot_effects.hpp"
#include "calls/house/views.hpp"
#include "calls/ways/parking_steps.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

using Fields = std::vector<log::Field>;

/// "Ann Lee <0301234>"
std::string shown(const Party& party) {
    if (party.anonymous) return "anonymous";
    if (party.name.empty() || party.number.empty()) return party.name + party.number;
    return party.name + " <" + party.number + ">";
}

std::string whose(const Origin& from) {
    return (from.kind == Origin::Kind::user ? "user " : "trunk ") + from.name;
}

std::string seconds(Duration time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

std::string parker_of(const Park& park) {
    return park.parker.user.empty() ? shown(park.parker.shown) : park.parker.user;
}

std::string call_id_of(const Board& board, LegId id) {
    const Leg* leg = board.legs.find(id);
    return leg ? leg->call_id : std::string{};
}

Fields fields_of(const Board& board, const Park& park) {
    return {{"caller", shown(park.caller)},
            {"parker", parker_of(park)},
            {"call_id", call_id_of(board, park.parkee)}};
}

std::string place_of(const std::string& lot, SlotNumber slot) {
    return fmt::format("lot {}: slot {}", lot, slot.text());
}

/// A line about a parked call; none about one that is over.
void log_about(const Board& board, ParkId id, const std::string& what) {
    const Park* park = board.parks.find(id);
    if (park) log::event(place_of(park->lot, park->slot) + " " + what, fields_of(board, *park));
}

// -- what a lot is told

void tell_of(const Board& board, const parking::CallerMoved& moved) {
    const Park* park = board.parks.find(moved.park);
    if (!park) return;
    Fields fields = fields_of(board, *park);
    fields.push_back({"by", text_of(park->way)});
    fields.push_back({"for", park->for_user});
    log::event(place_of(park->lot, park->slot) + " parked", fields);
}

void tell_of(const Board& board, const parking::AnnouncementHeard& heard) {
    log_about(board, heard.park, "told to the parker by voice");
}

void tell_of(const Board& board, const parking::MessageSettled& settled) {
    log_about(board, settled.park,
              settled.delivered ? "told to the parker by message"
                                : "not told by message: no phone of the parker took it");
}

void tell_of(const Board& board, const parking::RetrieverFailed& failed) {
    log_about(board, failed.park, "has its caller back: who took it did not confirm");
}

void tell_of(const Board&, const auto&) {}

// -- what a lot orders

void tell_order(const Board& board, const std::string&, const parking::Remind& order) {
    log_about(board, order.park, "reminds user " + order.user);
}

void tell_order(const Board& board, const std::string&, const parking::Ring& order) {
    log_about(
        board, order.park,
        fmt::format("rings {} ({}, attempt {})", order.step.target.empty() ? "its parker" : order.step.target,
                    calls::text_of(order.reason), order.attempt));
}

void tell_order(const Board& board, const std::string&, const parking::ReplyToCaller& order) {
    switch (order.reply) {
        case parking::Reply::operator_rings:
            return log_about(board, order.park, "wants the operator");
        case parking::Reply::nobody_answers:
            return log_about(board, order.park, "told that the operator does not answer");
        case parking::Reply::call_back:
            return log_about(board, order.park, "wants to be called back");
        case parking::Reply::message_left:
            return log_about(board, order.park, "has left a message");
    }
}

void tell_order(const Board& board, const std::string& lot, const parking::RefusePark& refused) {
    const Park* park = board.parks.find(refused.park);
    if (!park) return;
    const Leg* asker = board.legs.find(park->asker ? park->asker : park->parkee);
    log::event(fmt::format("lot {}: nobody parked, {}", lot, refusal(refused.why, refused.holder, {}).reason),
               {{"parker", parker_of(*park)},
                {"by", text_of(park->way)},
                {"call_id", asker ? asker->call_id : std::string{}}});
}

void tell_order(const Board& board, const std::string& lot, const parking::Ended& ended) {
    const Park* park = board.parks.find(ended.park);
    const std::string who = ended.by.number.empty() ? ended.by.name : ended.by.number;
    Fields fields = park ? fields_of(board, *park) : Fields{};
    if (park) fields.push_back({"waited_s", seconds(board.now - park->granted)});
    log::event(
        place_of(lot, ended.slot) + " " + calls::text_of(ended.outcome) + (who.empty() ? "" : " by ") + who,
        fields);
}

void tell_order(const Board&, const std::string&, const auto&) {}

}  // namespace

void log_arrived(const Leg& leg) {
    if (!spdlog::should_log(spdlog::level::debug)) return;
    log::debug("leg {}: {} calls {}, Call-ID {}", leg.id.value, whose(leg.from), log::printable(leg.number),
               log::printable(leg.call_id));
}

void log_refused(const Leg& leg, const Refused& why) {
    if (!spdlog::should_log(spdlog::level::info)) return;
    log::event(fmt::format("call refused, {} {}", why.status, why.reason), {{"from", whose(leg.from)},
                                                                            {"caller", shown(leg.party)},
                                                                            {"number", leg.number},
                                                                            {"call_id", leg.call_id}});
}

void log_ended(const Board& board, const Leg& leg) {
    if ((!leg.inbound && !leg.is_ordered()) || leg.refusal || !spdlog::should_log(spdlog::level::info))
        return;
    log::event(leg.answered ? "call ended" : "call given up before it was answered",
               {{"from", whose(leg.from)},
                {"caller", shown(leg.party)},
                {"number", leg.number},
                {"lasted_s", seconds(board.now - leg.since)},
                {"call_id", leg.call_id}});
}

void log_event(const Board& board, const parking::Event& event) {
    if (!spdlog::should_log(spdlog::level::info)) return;
    std::visit([&](const auto& what) { tell_of(board, what); }, event);
}

void log_effect(const Board& board, const std::string& lot, const parking::Effect& effect) {
    if (!spdlog::should_log(spdlog::level::info)) return;
    std::visit([&](const auto& order) { tell_order(board, lot, order); }, effect);
}

}  // namespace layby::calls
