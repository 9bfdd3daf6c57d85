// The commands that talk to a running server. Each prints to standard output, or one line on standard error,
// and returns an exit code. They throw NoServer and BadAddress.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "layby/client.hpp"
#include "layby/exit_code.hpp"

namespace layby::app {

/// To standard output, as it is.
void print(const std::string& text);
/// Of a call that was ordered.
std::string ordered_text(const std::string& from, const std::string& to);
/// Into a file that nobody else may read: who has talked to whom, or what somebody has said. "-": to standard
/// output.
ExitCode keep_private(const std::string& path, const std::string& bytes);
/// Says why the server has refused, on standard error.
ExitCode refused(const Reply& reply);

ExitCode show_status(const Client& client, bool json);
struct LotsWanted {
    std::string lot{};  ///< empty: all
    bool by_age{};      ///< who has waited longest comes first
};
ExitCode show_lots(const Client& client, bool json, const LotsWanted& wanted = {});
ExitCode show_calls(const Client& client, bool json);
ExitCode show_registrations(const Client& client, bool json);
ExitCode show_lamps(const Client& client, bool json);
ExitCode show_trunks(const Client& client, bool json);

ExitCode show_audit(const Client& client, bool json, std::size_t limit);
ExitCode show_tokens(const Client& client, bool json);
/// Prints the token, which is never shown again.
ExitCode add_token(const Client& client, const std::string& name, const std::string& scope);
ExitCode revoke_token(const Client& client, const std::string& name);

/// Who may log in to the console.
ExitCode list_accounts(const Client& client, bool json);
struct NewAccount {
    std::string name, role;
    std::string user{};      ///< whose phone this person has; empty: none
    std::string password{};  ///< empty: the server makes one, which is printed
};
ExitCode add_account(const Client& client, const NewAccount& wanted);
/// Empty: as above.
ExitCode set_password(const Client& client, const std::string& name, const std::string& password);
/// One's own, by the old one.
ExitCode change_password(const Client& client, const std::string& name, const std::string& old_one,
                         const std::string& new_one);
ExitCode remove_account(const Client& client, const std::string& name);

/// Who elsewhere is told what happens.
ExitCode show_webhooks(const Client& client, bool json);
ExitCode show_deliveries(const Client& client, bool json, const std::string& webhook, std::size_t limit);
ExitCode test_webhook(const Client& client, const std::string& webhook);
ExitCode redeliver(const Client& client, const std::string& webhook, std::size_t event);

ExitCode show_bans(const Client& client, bool json);
/// An address, or what `layby bans` shows.
ExitCode unban(const Client& client, const std::string& source);

/// `lot` may be empty: then it is the one that has the slot.
ExitCode retrieve(const Client& client, const std::string& lot, const std::string& slot,
                  const std::string& user);
ExitCode transfer(const Client& client, const std::string& lot, const std::string& slot,
                  const std::string& to);
/// The phone of this user calls that number.
ExitCode call(const Client& client, const std::string& from, const std::string& to, bool answers);
ExitCode release(const Client& client, const std::string& lot, const std::string& slot);
/// The call's own PIN; empty: none of its own any more.
ExitCode set_pin(const Client& client, const std::string& lot, const std::string& slot,
                 const std::string& pin);
/// What is to be said of a parked call; none: as it is. Empty texts take a note or a user away.
struct Said {
    std::optional<std::string> note, for_user;
    std::optional<std::chrono::seconds> longer;
};
ExitCode edit(const Client& client, const std::string& lot, const std::string& slot, const Said& said);
/// What users want done with their calls.
ExitCode show_presences(const Client& client, bool json);
/// What is to be another way; none: as it is. An empty number ends that forward.
struct PresenceSaid {
    std::optional<bool> do_not_disturb{};
    std::optional<std::string> always{}, busy{}, no_answer{}, unregistered{};
    std::optional<std::size_t> after{};  ///< seconds
};
ExitCode set_presence(const Client& client, const std::string& user, const PresenceSaid& said);
/// Hours that open and close. `how`: "open", "closed" or "clock".
ExitCode show_hours(const Client& client, bool json);
ExitCode set_hours(const Client& client, const std::string& hours, const std::string& how,
                   bool until_next_change);
/// The program on the disk takes the server's place; waits until it answers.
ExitCode upgrade(const Client& client);
/// No new calls; the server ends with its last one, or after so long.
ExitCode drain(const Client& client, std::optional<std::chrono::seconds> within);
ExitCode stop_draining(const Client& client);

// What they print, from the API's JSON; for tests.
std::string status_text(const std::string& json);
/// Of all lots, or of a single one.
std::string lots_text(const std::string& json, bool by_age = false);
std::string calls_text(const std::string& json);
std::string registrations_text(const std::string& json);
std::string lamps_text(const std::string& json);
std::string trunks_text(const std::string& json);
std::string presences_text(const std::string& json);
std::string hours_text(const std::string& json);
std::string bans_text(const std::string& json);
std::string audit_text(const std::string& json);
std::string tokens_text(const std::string& json);
std::string accounts_text(const std::string& json);
std::string webhooks_text(const std::string& json);
std::string deliveries_text(const std::string& json);

/// Whole SIP messages, of one number or of all.
ExitCode trace(const Client& client, bool on, const std::string& number);
ExitCode set_log_level(const Client& client, const std::string& level);

}  // namespace layby::app
