// All that opens the API and can be taken away: tokens, accounts, and the sessions of who has logged in. When
// one opens it no more, whoever listens by it is cut off. Owned by the API, console thread.
#pragma once
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "console/access/kept_list.hpp"
#include "console/access/sessions.hpp"
#include "console/account.hpp"
#include "console/token.hpp"

namespace layby::console {

/// Who listens to the live feed, by the key of each.
struct Listening {
    std::function<std::set<std::string>()> keys;
    std::function<void(const std::function<bool(const std::string& key)>& over)> end;
};

class Keys {
  public:
    struct Kept {
        std::vector<Token> tokens{};
        std::vector<Account> accounts{};
        std::vector<Session> sessions{};
    };
    /// How each is written down; missing: nothing is kept.
    struct Keepers {
        KeptList<Token>::Keep tokens{};
        KeptList<Account>::Keep accounts{};
        KeptList<Session>::Keep sessions{};
    };
    Keys(Kept kept, Keepers keepers, Post post);
    Keys(const Keys&) = delete;
    Keys& operator=(const Keys&) = delete;

    void when_over(Listening listening) { listening_ = std::move(listening); }

    KeptList<Token>& tokens() { return tokens_; }
    KeptList<Account>& accounts() { return accounts_; }
    const KeptList<Account>& accounts() const { return accounts_; }

    /// Null: this opens nothing. Compares with all of them, so that the time tells nothing.
    const Token* token(std::string_view secret) const;
    /// Null: nobody is logged in by this key.
    const Account* session(std::string_view key);
    /// The key of a new session.
    std::string log_in(const Account& account);
    /// False: nobody was logged in by it.
    bool log_out(const std::string& key_hash);

    /// Ends what is over by now; for now and then.
    void look_over();

  private:
    bool opens(const std::string& key) const;
    bool opens_by_proxy(const std::string& key) const;
    void keep_sessions();

    KeptList<Token> tokens_;
    KeptList<Account> accounts_;
    Sessions sessions_;
    KeptList<Session>::Keep keep_sessions_;
    Listening listening_{[] { return std::set<std::string>{}; }, [](const auto&) {}};
};

/// What lets somebody in whom a proxy has let in: gone with the account's role or password, as a session is.
std::string key_of(const Account& account);

}  // namespace layby::console
