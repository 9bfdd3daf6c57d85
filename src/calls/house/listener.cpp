#include "calls/house/listener.hpp"

#include <algorithm>

#include "calls/house/board.hpp"

namespace layby::calls {
namespace {

const std::string no_language;

const std::string& of_user(const Board& board, const Leg& leg) {
    const User* user = board.plan.user(leg.from.name);
    return user ? user->language : no_language;
}

const std::string& of_line(const Board& board, const Leg& leg) {
    const RouteIn* route = leg.inbound ? board.plan.route_in(leg.from.name, leg.number) : nullptr;
    if (route && !route->language.empty()) return route->language;
    const Trunk* trunk = board.plan.trunk(leg.from.name);
    return trunk ? trunk->language : no_language;
}

const LotDesk* lot_about(const Board& board, const Leg& leg, const std::string& lot) {
    const Park* park = lot.empty() ? board.parks.find(leg.park) : nullptr;
    const auto desk = board.lots.find(park ? park->lot : lot);
    return desk == board.lots.end() ? nullptr : &desk->second;
}

template <class Listed>
bool alike(const std::vector<Listed>& some, const std::vector<Listed>& others, std::string Listed::*name) {
    return std::ranges::equal(some, others, [&](const Listed& one, const Listed& other) {
        return one.*name == other.*name && one.language == other.language;
    });
}

bool alike(const LotNumbers& one, const LotNumbers& other) {
    return one.rules.name == other.rules.name && one.language == other.language;
}

}  // namespace

bool same_languages(const Office& one, const Office& other) {
    return one.language == other.language && alike(one.users, other.users, &User::name) &&
           alike(one.trunks, other.trunks, &Trunk::name) &&
           alike(one.routes_in, other.routes_in, &RouteIn::pattern) &&
           std::ranges::equal(one.lots, other.lots,
                              [](const LotNumbers& a, const LotNumbers& b) { return alike(a, b); });
}

std::string language_for(const Board& board, const Leg& leg, const std::string& lot) {
    const auto& own = leg.is_user() ? of_user(board, leg) : of_line(board, leg);
    if (!own.empty()) return own;
    const LotDesk* desk = lot_about(board, leg, lot);
    return desk && !desk->numbers.language.empty() ? desk->numbers.language : board.office.language;
}

Speech speech_to(const Board& board, const Leg& leg, const std::string& lot) {
    const LotDesk* desk = lot_about(board, leg, lot);
    return {language_for(board, leg, lot), !desk || desk->numbers.said_whole};
}

}  // namespace layby::calls
