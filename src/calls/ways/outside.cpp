#include "calls/ways/outside.hpp"

#include <algorithm>

#include "calls/derived/timeline.hpp"
#include "calls/house/board.hpp"
#include "calls/number_pattern.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

constexpr Duration hour = 1h;
constexpr Duration between_warnings = 1min;
constexpr const char* not_allowed = "not allowed";
constexpr const char* at_once = "too many calls outside at once";

/// Null: it is in the settings no more.
const Outside* rights_of(const Board& board, const Account& payer) {
    if (payer.kind == Origin::Kind::trunk) {
        const Trunk* trunk = board.plan.trunk(payer.name);
        return trunk ? &trunk->outside : nullptr;
    }
    const User* user = board.plan.user(payer.name);
    return user ? &user->outside : nullptr;
}

bool is_barred(const Outside& rights, const ToTrunks& to) {
    const std::string sent = without_separators(to.number), dialled = without_separators(to.dialled);
    return std::ranges::any_of(rights.barred, [&](const std::string& pattern) {
        return matches(pattern, sent) || matches(pattern, dialled);
    });
}

/// What one call takes of the hour.
Duration share(const Outside& rights) { return hour / static_cast<std::int64_t>(rights.max_per_hour); }

bool too_many_in_an_hour(const Outside& rights, const OutsideUse& use, Instant now) {
    return rights.max_per_hour != 0 && use.paid_up - now > hour - share(rights);
}

OutsideUse use_of(const Board& board, const Account& payer) {
    const auto found = board.outside.find(payer);
    return found == board.outside.end() ? OutsideUse{} : found->second;
}

bool too_many_at_once(const Outside& rights, const OutsideUse& use) {
    return rights.max_calls != 0 && use.calls >= rights.max_calls;
}

/// Emergency calls are for our users: another system has a way out of its own, or rights here.
bool is_exempt(const Board& board, const Account& payer, const Outside* rights, const ToTrunks& to) {
    const bool may = payer.kind == Origin::Kind::user || (rights && rights->allowed);
    return payer.name.empty() || (may && board.plan.is_emergency(to));
}

const char* why_barred(const Board& board, const Account& payer, const ToTrunks& to) {
    const Outside* rights = rights_of(board, payer);
    if (is_exempt(board, payer, rights, to)) return nullptr;
    if (!rights || !rights->allowed) return not_allowed;
    const OutsideUse use = use_of(board, payer);
    if (is_barred(*rights, to)) return "this number is barred";
    if (too_many_at_once(*rights, use)) return at_once;
    return too_many_in_an_hour(*rights, use, board.now) ? "too many calls outside in this hour" : nullptr;
}

void warn(Board& board, const Account& payer, const ToTrunks& to, const char* why) {
    OutsideUse& use = board.outside[payer];
    if (use.warned != Instant{} && board.now - use.warned < between_warnings) return;
    use.warned = board.now;
    const bool user = payer.kind == Origin::Kind::user;
    log::warn("{} {}: a call outside to {} is refused, {}; {}", user ? "user" : "trunk", payer.name,
              log::printable(to.dialled.empty() ? to.number : to.dialled), why,
              user ? "if nobody there made it, change the password" : "see whose phone made it");
}

}  // namespace

Account account_of(const Leg& leg) { return {leg.from.kind, leg.from.name}; }

std::optional<Refused> barred(const Board& board, const Account& payer, const Destination& to) {
    const auto* trunks = std::get_if<ToTrunks>(&to);
    const char* why = trunks ? why_barred(board, payer, *trunks) : nullptr;
    return why ? std::optional(Refused{403, why}) : std::nullopt;
}

std::optional<Refused> bar_call(Board& board, const Account& payer, const Destination& to, LegId call) {
    const auto why = barred(board, payer, to);
    if (!why) return std::nullopt;
    // Callers of a trunk that may not call out try it every day, and mean no harm.
    if (payer.kind == Origin::Kind::trunk && why->reason == not_allowed) return why;
    const auto& trunks = std::get<ToTrunks>(to);
    ++board.totals.barred_total;
    warn(board, payer, trunks, why->reason.c_str());
    note_barred(board, call, trunks.dialled.empty() ? trunks.number : trunks.dialled, why->reason);
    return why;
}

std::optional<Refused> bar_one_more(const Board& board, const Account& payer, const std::string& number) {
    const Outside* rights = rights_of(board, payer);
    if (!rights || is_exempt(board, payer, rights, {{}, number})) return std::nullopt;
    const bool too_many = too_many_at_once(*rights, use_of(board, payer));
    return too_many ? std::optional(Refused{403, at_once}) : std::nullopt;
}

bool may_ever_call(const Board& board, const Account& payer, const Destination& to) {
    const auto* trunks = std::get_if<ToTrunks>(&to);
    if (!trunks) return true;
    const Outside* rights = rights_of(board, payer);
    return rights && rights->allowed && !is_barred(*rights, *trunks) && !board.plan.is_emergency(*trunks);
}

void note_outside(Board& board, const Account& payer, const ToTrunks& to) {
    const Outside* rights = payer.name.empty() ? nullptr : rights_of(board, payer);
    if (!rights || rights->max_per_hour == 0 || board.plan.is_emergency(to)) return;
    Instant& paid_up = board.outside[payer].paid_up;
    paid_up = std::max(paid_up, board.now) + share(*rights);
}

void watch_payer(OutsideUses& uses, const Account& payer) {
    if (!payer.name.empty()) ++uses[payer].calls;
}

void unwatch_payer(OutsideUses& uses, const Account& payer) {
    const auto found = uses.find(payer);
    if (found != uses.end() && found->second.calls > 0) --found->second.calls;
}

}  // namespace layby::calls
