#include "layby/access_files.hpp"

#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "layby/find_server.hpp"
#include "layby/invitation_list.hpp"
#include "layby/line_file.hpp"
#include "layby/token_list.hpp"
#include "runtime/log.hpp"
#include "settings/token_file.hpp"

namespace layby::app {
namespace {

/// False: a file can't be used, which has been said; nobody is let in by it.
template <class Read>
bool readable(Read read) try {
    read();
    return true;
} catch (const std::runtime_error& error) {
    log::error("console: {}", error.what());
    return false;
}

/// The housekeeper writes it: the API waits for no disk.
template <class Entry>
Chores::Keeper<Entry> keeper(Errands& errands, std::filesystem::path file,
                             void (*write)(const std::filesystem::path&, const std::vector<Entry>&)) {
    return [&errands, file = std::move(file), write](auto list, auto reply) {
        errands.ask([file, write, list, reply] {
            try {
                write(file, list);
            } catch (const std::runtime_error& error) {
                return reply(error.what());
            }
            reply({});
        });
    };
}

}  // namespace

FromState from_state(const std::filesystem::path& dir) {
    FromState out;
    out.dir = dir.string();
    out.socket = std::filesystem::absolute(socket_in(dir)).string();
    out.tokens_readable = readable([&] {
        out.token = settings::kept_token(token_in(dir));
        out.tokens = read_tokens(tokens_in(dir));
    });
    out.accounts_readable = readable([&] { out.accounts = read_accounts(accounts_in(dir)); });
    out.invitations_readable = readable([&] { out.invitations = read_invitations(invitations_in(dir)); });
    out.sessions = read_sessions(sessions_in(dir));
    return out;
}

void add_keepers(Chores& chores, Errands& errands, const FromState& from) {
    if (from.dir.empty()) return;
    const std::filesystem::path dir{from.dir};
    chores.keep_sessions = keeper(errands, sessions_in(dir), write_sessions);
    if (from.tokens_readable) chores.keep_tokens = keeper(errands, tokens_in(dir), write_tokens);
    if (from.invitations_readable)
        chores.keep_invitations = keeper(errands, invitations_in(dir), write_invitations);
    if (from.accounts_readable) chores.keep_accounts = keeper(errands, accounts_in(dir), write_accounts);
}

std::optional<FirstAccount> first_account_of(const FromState& from) {
    if (from.dir.empty() || !from.accounts_readable || is_there(accounts_in(from.dir))) return {};
    return first_account();
}

std::string keep_first(const FirstAccount& first, const std::filesystem::path& state) {
    const bool kept = readable([&] { write_accounts(accounts_in(state), {first.account}); });
    if (kept && isatty(STDOUT_FILENO) != 0) return first.password;
    log::info("account admin was made for the console; layby account password admin sets its password");
    return {};
}

}  // namespace layby::app
