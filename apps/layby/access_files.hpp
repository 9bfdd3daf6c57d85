// What the state directory has of those who may use the API: tokens, accounts, sessions, invitations. Read on
// the main thread at the start, written by the housekeeper: the API waits for no disk.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "layby/account_list.hpp"
#include "layby/desk.hpp"
#include "layby/housekeeper.hpp"
#include "layby/server.hpp"

namespace layby::app {

/// A file that can't be used is complained about in the log and opens the API to nobody; calls go on.
FromState from_state(const std::filesystem::path& dir);

/// A file that can't be read is left as it is. `errands` outlives the chores' last use.
void add_keepers(Chores& chores, Errands& errands, const FromState& from);

/// Somebody has to be the first. Made at the first start of a state directory; none when there were accounts
/// before, be they all removed since.
std::optional<FirstAccount> first_account_of(const FromState& from);

/// When the start has succeeded. Returns the password for a terminal, and for nobody else: under systemd
/// standard output is the journal. Empty: it isn't to be shown.
std::string keep_first(const FirstAccount& first, const std::filesystem::path& state);

}  // namespace layby::app
