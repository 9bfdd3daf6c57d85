// The running server: every part, put together in the order in which they need each other. Made, run and
// destroyed on the main thread, which is the signalling thread.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "layby/closing.hpp"
#include "layby/desk.hpp"
#include "layby/encryption.hpp"
#include "layby/lookout.hpp"
#include "layby/supervisor.hpp"
#include "settings/settings.hpp"
#include "sounds/library.hpp"

namespace layby::app {

/// What the state directory has for the server.
struct FromState {
    std::string dir{};                               ///< itself; empty: there is none
    std::string token{};                             ///< opens the API over TCP; empty: nothing does
    std::string socket{};                            ///< the path of the API's own socket; empty: none
    std::vector<console::Token> tokens{};            ///< what else opens it, each with its scope
    bool tokens_readable{true};                      ///< else their file is left alone
    std::vector<console::Account> accounts{};        ///< who may log in
    bool accounts_readable{true};                    ///< likewise
    std::vector<console::Session> sessions{};        ///< who was logged in when the last start ended
    std::vector<console::Invitation> invitations{};  ///< of desk phones
    bool invitations_readable{true};                 ///< likewise
    std::string login_key{};                         ///< for what browsers register with; empty: none is kept
    Encryption encryption{};                         ///< with which TLS is spoken, and with whom
    KnownAddresses known{};                          ///< as whom networks see us that are looked up
    std::string audio_certificate{};                 ///< for keys of legs, with its own key; empty: none
};

/// What a tenant's folder in the state directory has, and who writes it.
struct TenantState {
    FromState from;
    Chores keepers;  ///< of tokens, accounts and sessions
};
using TenantStates = std::map<std::string, TenantState>;  ///< by tenant

class Server {
  public:
    /// Throws std::runtime_error with a sentence for the admin when it can't start. Doesn't answer before
    /// run(). `store` outlives the server; without one nothing is kept. `sounds`: none: they are loaded here.
    Server(const settings::Settings& settings, Chores chores, store::Store* store = nullptr,
           const FromState& state = {}, std::unique_ptr<sounds::Library> sounds = {},
           const TenantStates& tenants = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Until it has come to an end. When it was left it may run on, if the program could not be replaced.
    Ending run();

    /// Says BYE to everybody, waits a moment for the answers, and lets run() return. Asked again: at once.
    /// Any thread.
    void end();
    /// Lets run() return when all that was ordered is durable; nobody is told. Without a store nobody could
    /// go on with the calls: then as end(). Any thread.
    void leave(Ending how);
    /// Who has asked the API gets the answer, as far as there is one. After run(), for the end of the
    /// process.
    void finish_answers();
    void settle_answers();  ///< those that were given up to now are on their way; any thread
    /// Changed users, trunks and lots; calls in progress stay. `encryption`: for those who connect from now
    /// on; where it is null, as before. Any thread.
    void change(settings::Settings wanted, const Encryption& encryption = {});
    /// Runs a job on the signalling thread, after what was asked before. Any thread.
    void then(std::function<void()> job);
    /// The supervisor hears that we live as long as the signalling thread turns. It outlives the server.
    /// Before run().
    void report_to(const Supervisor& supervisor);
    /// As whom a network that is looked up sees us now. Any thread.
    void is_seen_as(const std::string& network, const sip::SeenAs& seen);
    /// Whole SIP messages, or no longer. Any thread.
    void trace(sip::Trace trace);

    std::vector<sip::Listen> listening() const;
    std::uint16_t api_port() const;
    std::vector<std::string> api_sockets() const;
    const media::ChosenWay& media_way() const;
    bool realtime() const;
    const std::vector<std::string>& sound_problems() const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::app
