#include "cluster/estate.hpp"

#include <utility>

namespace layby::cluster {
namespace {

/// What a phone and its proxies have said may be long. Of usual ones it is a twentieth of that.
constexpr std::size_t most_left = 64UL * 1024;

/// A browser's connection and its keys are with this server alone: it waits until we are back.
bool could_go_on(const calls::Leg& leg) {
    return leg.answered && !is_web_socket(leg.transport) && !(leg.audio && leg.audio->dtls);
}

}  // namespace

Estate::Estate(std::optional<store::Seal> seal, Duration wall_at_zero)
    : seal_(std::move(seal)), wall_at_zero_(wall_at_zero) {}

std::optional<ParkId> Estate::note(const calls::Change& change) {
    if (!seal_) return std::nullopt;
    if (const auto* leg = std::get_if<calls::Leg>(&change)) {
        legs_.insert_or_assign(leg->id, *leg);
        return park_of(leg->id);
    }
    if (const auto* gone = std::get_if<LegId>(&change)) legs_.erase(*gone);
    if (const auto* over = std::get_if<ParkId>(&change)) return forget(*over);
    const auto* park = std::get_if<calls::KeptPark>(&change);
    if (!park) return std::nullopt;
    forget(park->park.id);
    if (park->park.parkee) parked_[park->park.parkee] = park->park.id;
    parks_.insert_or_assign(park->park.id, *park);
    return park->park.id;
}

std::optional<ParkId> Estate::note(sip::KeptCall dialog) {
    if (!seal_) return std::nullopt;
    const auto leg = dialog.dialog.leg;
    dialogs_.insert_or_assign(leg, std::move(dialog));
    return park_of(leg);
}

void Estate::forget(LegId leg) { dialogs_.erase(leg); }

std::optional<ParkId> Estate::forget(ParkId park) {
    const auto found = parks_.find(park);
    if (found == parks_.end()) return std::nullopt;
    parked_.erase(found->second.park.parkee);
    parks_.erase(found);
    return park;
}

std::optional<ParkId> Estate::park_of(LegId leg) const {
    const auto found = parked_.find(leg);
    return found == parked_.end() ? std::nullopt : std::optional(found->second);
}

const calls::KeptPark* Estate::find(ParkId park) const {
    const auto found = parks_.find(park);
    return found == parks_.end() ? nullptr : &found->second;
}

std::string Estate::left_of(ParkId park) const {
    const auto kept = parks_.find(park);
    if (!seal_ || kept == parks_.end() || kept->second.call.phase == parking::Phase::reserved) return {};
    const auto leg = legs_.find(kept->second.park.parkee);
    const auto dialog = dialogs_.find(kept->second.park.parkee);
    if (leg == legs_.end() || dialog == dialogs_.end() || !could_go_on(leg->second)) return {};
    auto left = store::sealed({kept->second, leg->second, dialog->second}, *seal_, wall_at_zero_);
    return left.size() <= most_left ? left : std::string{};
}

std::optional<store::ParkedCaller> Estate::opened(const std::string& text) const {
    return seal_ ? store::unsealed(text, *seal_, wall_at_zero_) : std::nullopt;
}

}  // namespace layby::cluster
