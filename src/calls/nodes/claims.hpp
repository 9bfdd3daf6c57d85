// A slot is claimed in the cluster before anything is promised: between the lot's grant and the cluster's
// word all stands still that has to do with the park. Plain data, owned by the board; signalling thread.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "calls/facts.hpp"
#include "calls/orders.hpp"
#include "parking/effects.hpp"

namespace layby::calls {

struct Board;
struct Park;

struct Claiming {
    std::optional<SlotNumber> wanted;  ///< as it was asked for
    bool asked{};                      ///< the cluster is to say its word
    std::set<LegId> legs{};            ///< what happens to these happens after it
};

struct Claims {
    std::map<ParkId, Claiming> parks;
    std::unordered_multiset<LegId> still;  ///< the legs of all that have been asked about
    std::vector<Fact> postponed;
    bool moved{};  ///< some of these need not wait any longer
};

/// A lot is asked for this slot, or for any.
void note_wanted(Board& board, ParkId park, std::optional<SlotNumber> wanted);
void forget_wanted(Board& board, ParkId park);
/// False: there is no cluster, and nothing to wait for.
bool wait_for_claim(Board& board, Park& park);
/// The park has ended, and has its slot no more.
void give_up_claim(Board& board, const std::string& lot, const parking::Ended& ended);
/// Reservations from before a restart. (Who waits in a slot is seen by what lamps are told.)
void claim_again(Board& board);

bool is_claimed_for(const Board& board, ParkId park);
/// It stands still: the slot of its park, or of its partner's, is being claimed.
bool is_claiming(const Board& board, LegId leg);
/// True when the fact is about a leg that stands still: it is handled later.
bool postpone(Board& board, const Fact& fact);
/// The first of those that need not wait any longer.
std::optional<Fact> next_postponed(Board& board);
/// Everything was undone: those that waited for the cluster's word wait for nothing.
void refuse_claiming(Board& fresh, Board& broken, const Refused& why);

}  // namespace layby::calls
