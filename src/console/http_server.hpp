// HTTP/JSON under /api/v1 (Boost.Beast) on its own thread, over TCP and Unix sockets. What it shows it has
// been told, and keeps (feed.hpp); orders and the rest of its questions are `Desk`: each is answered on the
// signalling thread and comes back as a value.
#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calls/switchboard.hpp"
#include "cards/card.hpp"
#include "console/account.hpp"
#include "console/invitation.hpp"
#include "console/news.hpp"
#include "console/password.hpp"
#include "console/past.hpp"
#include "console/proxy.hpp"
#include "console/rights.hpp"
#include "console/settings_file.hpp"
#include "console/token.hpp"
#include "edge/upgrade.hpp"
#include "provision/fetching.hpp"
#include "runtime/spread.hpp"
#include "tls/context.hpp"
#include "trace/messages.hpp"

namespace layby::console {

/// A row of `layby status`: a counter with its group, e.g. {"sip", "dialogs", 3}.
struct Count {
    std::string group, name;
    std::uint64_t value{};
};

/// How sound gets into and out of the process.
struct MediaWay {
    std::string runs, why_not_faster;  ///< the latter empty when there is no faster one
};

/// As whom the peers of a network see us.
struct SeenBy {
    std::string network;
    std::vector<std::string> addresses;  ///< of ours; none: those that we see ourselves
    bool looked_up{};                    ///< now and then, by a name or STUN
};

/// A source that isn't heard for a while: it answered too many challenges wrongly.
struct Ban {
    std::string source;  ///< an IPv4 address, or the /64 of an IPv6 address
    std::int64_t left_s{};
};

/// A lamp on somebody's phone.
struct Lamp {
    std::string user, address;  ///< whose phone, and where it was last heard
    std::string kind, of;       ///< "slot" and "701", "lot" and "main", …
    std::string profile;        ///< the shape in which it is told
    std::int64_t left_s{};      ///< until it ends, unless the phone refreshes it
    bool confirmed{};           ///< the phone has answered the last that there was to tell
};

/// Somebody has changed something, or tried to.
struct Audited {
    std::uint64_t id{};
    std::chrono::system_clock::time_point at{};
    std::string who, from, what;
    int status{};
};

/// Somebody elsewhere who is told what happens, and how that goes.
struct WebhookView {
    std::string name, url;  ///< the latter without what may be secret in it
    std::vector<std::string> events;
    bool allow_private{};
    std::uint64_t told{};  ///< up to this event
    std::size_t waiting{};
    int failures{};       ///< in a row
    std::string trouble;  ///< of the last one
    std::uint64_t delivered{}, given_up{};
    std::uint64_t failed{};  ///< tries that came to nothing
    std::optional<std::chrono::system_clock::time_point>
        oldest{};  ///< when the first that waits has happened
};

/// A try to tell a webhook something.
struct WebhookTry {
    std::uint64_t id{}, event{};  ///< event 0: a test
    std::string what;
    std::chrono::system_clock::time_point at{};
    int attempt{}, status{};
    std::string error;
    std::chrono::milliseconds took{};
};

enum class WebhookAsked { done, no_such_webhook, no_such_event, too_many };

/// With what a user's phone registers for a while.
struct PhoneLogin {
    std::string domain;
    std::string name, password;  ///< for the digest
    std::chrono::system_clock::time_point until{};
};

/// What the settings of a user's phone are made of.
struct ProvisioningFacts {
    struct Way {
        Transport transport{};
        std::uint16_t port{};
        std::string host{};  ///< the name or the address by which it is found there
    };
    provision::Wanted
        wanted{};             ///< with the password; without a way and a host. No user: there is no such one
    std::vector<Way> ways{};  ///< over which phones register; the one that suits most comes first
    std::vector<std::string> users{};  ///< who there is instead
};

/// An office of its own on this server.
struct TenantView {
    std::string name, domain;
};

/// Who may have a key card.
struct CardHolder {
    std::string user;
    std::string phone;  ///< its kind, by the settings; empty: that isn't known
};

/// What stands on it.
struct HeldCard {
    cards::Holder holder;
    std::string phone;  ///< as above
};

/// What has become of a drain, or of its end.
struct DrainResult {
    enum class State {
        draining,
        serving,  ///< calls are taken (again)
        ending,   ///< too late for either: the end has begun
    } state{};
    std::size_t legs{};       ///< how many are left
    bool was_draining{true};  ///< there was a drain to end
};

/// Everything the console may ask. Called on the console thread; each function hands its job to the
/// signalling thread (the history: to the store's) and `reply` is called exactly once, on any thread.
struct Desk {
    std::function<Instant()> now;  ///< the switchboard's time; answers at once, any thread
    /// All that is shown. Afterwards its changes are told: `reply` must be in order with HttpServer::tell.
    std::function<void(std::function<void(Anew)> reply)> everything;
    /// Takes no time that grows with the number of calls.
    std::function<void(std::function<void(std::vector<Count>)> reply)> status;
    /// As whom the networks of the settings see us. Missing: there are none.
    std::function<void(std::function<void(std::vector<SeenBy>)> reply)> networks;
    MediaWay media_way;       ///< the same for as long as the server runs
    std::size_t rtp_ports{};  ///< that there are; likewise
    /// Takes over a browser's connection that is to be a WebSocket for SIP. Missing: browsers can't register
    /// here.
    std::function<void(edge::HandedOver)> browser;
    /// With what a browser registers as that user; none: there is no such user.
    std::function<void(std::string user, std::function<void(std::optional<PhoneLogin>)> reply)> log_in_phone;
    /// For the settings of that user's phone; without the signalling thread.
    std::function<void(std::string user, std::function<void(ProvisioningFacts)> reply)> provisioning;
    /// What stands on a user's key card; none: there is no such user. And who there is. Both answer at once,
    /// any thread.
    std::function<std::optional<HeldCard>(const std::string& user)> card_holder;
    /// The office as it is set up: at least its users and groups. Answered at once, any thread.
    std::function<std::shared_ptr<const calls::Office>()> office;
    std::function<std::vector<TenantView>()> tenants;
    std::function<std::vector<CardHolder>()> card_holders;
    /// Desk phones that may fetch their settings; answers at once, any thread.
    std::function<std::vector<provision::DeskPhone>()> desk_phones;
    /// How long commits took, in seconds; answers at once, any thread. Missing when nothing is kept.
    std::function<runtime::SpreadNow()> commits;
    /// Newest first; none when they can't be read. Missing when no history is kept, like the next three.
    std::function<void(PastWanted, std::function<void(std::optional<std::vector<PastCall>>)> reply)> history;
    std::function<void(PastWanted, std::function<void(std::optional<std::vector<EndedCall>>)> reply)>
        past_calls;
    /// What has happened to a call, in order.
    std::function<void(LegId, std::function<void(std::optional<std::vector<PastStep>>)> reply)> steps;
    /// A number is gone from the history and from call-back tasks for good; how many entries have changed,
    /// none when that failed.
    std::function<void(std::string number, std::function<void(std::optional<std::size_t>)> reply)> erase;
    /// Which parked call is meant.
    struct Meant {
        std::string lot;
        SlotNumber slot;
        ParkId only{};  ///< no other than this one; none: whoever is there
    };
    std::function<void(Meant, calls::RetrieveOrder, std::function<void(calls::CommandResult)> reply)>
        retrieve;
    std::function<void(Meant, std::function<void(calls::CommandResult)> reply)> release;
    /// An empty PIN takes the call's own away.
    std::function<void(Meant, std::string pin, std::function<void(calls::CommandResult)> reply)> set_pin;
    /// What is said about it.
    std::function<void(Meant, calls::ParkEdit, std::function<void(calls::CommandResult)> reply)> edit;
    std::function<void(Meant, std::string user, std::function<void(calls::CommandResult)> reply)>
        ask_for_message;
    /// A user's phone calls somebody; `legs`: its phones that ring.
    std::function<void(calls::CallOrder,
                       std::function<void(calls::CommandResult, std::vector<LegId> legs)> reply)>
        call;
    /// What somebody does with a call-back task, and has the caller of one called back; with the task as it
    /// is then, none where there is none.
    std::function<void(calls::TaskOrder,
                       std::function<void(calls::CommandResult, std::optional<calls::Task>)> reply)>
        change_task;
    std::function<void(
        calls::TaskOrder, calls::CallOrder,
        std::function<void(calls::CommandResult, std::vector<LegId> legs, std::optional<calls::Task>)> reply)>
        call_back;
    /// What somebody does with a message in a box.
    std::function<void(calls::MessageOrder, std::function<void(calls::CommandResult)> reply)> change_message;
    /// The file that has its sound; any thread.
    std::function<std::filesystem::path(MessageId)> recording;
    /// Parks that party of a call; hangs up on it.
    std::function<void(LegId, calls::Place, std::function<void(calls::CommandResult)> reply)> park;
    std::function<void(LegId, std::function<void(calls::CommandResult)> reply)> hang_up;
    /// Sends a caller out of its slot, or that party of a call, to another number.
    std::function<void(Meant, calls::TransferOrder, std::function<void(calls::CommandResult)> reply)>
        transfer_parked;
    std::function<void(LegId, calls::TransferOrder, std::function<void(calls::CommandResult)> reply)>
        transfer;
    /// What a user wants done with its calls; none: there is no such user.
    std::function<void(std::string user, std::function<void(std::optional<calls::Presence>)> reply)> presence;
    std::function<void(calls::Presence, std::function<void(calls::CommandResult)> reply)> set_presence;
    /// Hours that open and close, by name; and one of them set by hand, with what holds then. None: there are
    /// no such hours.
    std::function<void(std::function<void(std::vector<calls::HoursView>)> reply)> hours;
    std::function<void(calls::HoursOrder,
                       std::function<void(calls::CommandResult, std::optional<calls::HoursView>)> reply)>
        set_hours;
    /// Notes who has changed what, but for its id and time. Missing when nothing
    /// is kept.
    std::function<void(Audited)> note;
    /// As the history.
    std::function<void(std::size_t limit, std::function<void(std::optional<std::vector<Audited>>)> reply)>
        audit;
    /// From now on these are the tokens; `reply` is a sentence on what is wrong,
    /// or empty. Missing when nothing is kept.
    std::function<void(std::vector<Token>, std::function<void(std::string)> reply)> keep_tokens;
    /// The same for those who may log in, and for who is logged in.
    std::function<void(std::vector<Account>, std::function<void(std::string)> reply)> keep_accounts;
    std::function<void(std::vector<Session>, std::function<void(std::string)> reply)> keep_sessions;
    std::function<void(std::vector<Invitation>, std::function<void(std::string)> reply)> keep_invitations;
    /// Missing when nothing is kept, like the next three.
    std::function<void(std::function<void(std::vector<WebhookView>)> reply)> webhooks;
    /// The latest, newest first; as the history.
    std::function<void(std::string webhook, std::size_t limit,
                       std::function<void(std::optional<std::vector<WebhookTry>>)> reply)>
        webhook_tries;
    std::function<void(std::string webhook, std::function<void(WebhookAsked)> reply)> test_webhook;
    /// Tells it that event once more.
    std::function<void(std::string webhook, std::uint64_t event, std::function<void(WebhookAsked)> reply)>
        repeat_event;
    /// Not more than a few thousand.
    std::function<void(std::function<void(std::vector<Lamp>)> reply)> lamps;
    std::function<void(std::function<void(std::vector<Ban>)> reply)> bans;
    /// Hears a source again; an address stands for its whole source. False: it wasn't banned, nor made wait.
    std::function<void(std::string source, std::function<void(bool)> reply)> unban;
    /// What has become of a reload.
    struct Reloaded {
        std::vector<std::string> problems;       ///< of the configuration; empty: it took effect
        std::vector<std::string> at_next_start;  ///< sections that differ, and wait
    };
    std::function<void(std::function<void(Reloaded)> reply)> reload;
    /// The file that a reload reads. It is read, and checked and written below, by the housekeeper.
    std::function<void(std::function<void(SettingsFile)> reply)> settings_file;
    /// A text in its place, with its marks; none: as it is. `version`: of the file that is meant; empty: any.
    std::function<void(std::optional<std::string> text, std::string version,
                       std::function<void(SettingsChecked)> reply)>
        check_settings;
    std::function<void(std::string text, std::string version, std::function<void(SettingsSaved)> reply)>
        save_settings;
    /// Lets the program on the disk take this one's place; the sentences are what is in the way, empty when
    /// it happens now.
    std::function<void(std::function<void(std::vector<std::string>)> reply)> upgrade;
    /// No new calls, and the end with the last one, or after so long.
    std::function<void(std::optional<Duration> within, std::function<void(DrainResult)> reply)> drain;
    std::function<void(std::function<void(DrainResult)> reply)> stop_draining;
    /// Whole SIP messages, of all or of one number; the sentences are why not.
    struct Tracing {
        bool on{};
        std::string number;  ///< empty: all
    };
    std::function<void(Tracing wanted, std::function<void(std::vector<std::string>)> reply)> trace;
    /// SIP messages of the last while; none: they aren't kept. Answers at once, on the console thread, like
    /// the next one.
    std::function<std::optional<std::vector<trace::Message>>(const trace::Wanted&)> messages;
    /// To be called now and then.
    std::function<void()> forget_old_messages;
    /// "debug", "info", "warn" or "error", until the next reload or start.
    std::function<void(std::string level, std::function<void(std::vector<std::string>)> reply)> log_level;
};

/// What one client may cost. A request that breaks a limit is refused, the server carries on.
struct Limits {
    std::size_t header_bytes{8 * 1024};     ///< more: 431
    std::size_t body_bytes{64 * 1024};      ///< more: 413
    std::size_t large_body_bytes{2 << 20};  ///< of the settings alone, from so many at once at each door
    std::size_t large_bodies{4};
    std::size_t connections{128};               ///< at each door; more: closed at once
    std::size_t listeners{64};                  ///< to the live feed, besides; more: 503
    std::chrono::milliseconds silence{15'000};  ///< on the live feed, before a sign of life
    std::chrono::milliseconds request{15'000};  ///< to bring a whole request, or the next one; then closed
    std::chrono::milliseconds answer{2'000};    ///< for the signalling thread to answer; then 503
    std::chrono::milliseconds slow_answer{30'000};  ///< for who has files to read first
};

struct SocketFile {
    std::string path;
    std::string group{};  ///< may use it, too; empty: our own user alone (and root)
};

/// Where the API is to be had.
struct Doors {
    std::string ip;
    std::uint16_t port{};
    std::string token{};  ///< opens TCP; empty: nothing can be changed there
    std::vector<SocketFile> sockets{};
    bool reading_is_free{};                    ///< over TCP on loopback
    std::vector<Token> tokens{};               ///< the others that open TCP
    std::chrono::milliseconds wrong_try{100};  ///< how long a second wrong token waits, a further one longer
    std::vector<Account> accounts{};           ///< who may log in
    std::vector<Session> sessions{};           ///< who is logged in, from before a restart
    std::vector<Invitation> invitations{};     ///< of phones, likewise
    HashCost hash_cost{};                      ///< of passwords from now on
    Proxy proxy{};                             ///< with TLS, before us
    AllRights rights{};                        ///< who sees and acts on some lots alone
    tls::Context tls{};                        ///< TLS is spoken over TCP; null: plain HTTP
};

/// Of a tenant, who is found at "/t/NAME". Of its doors what says who may come in; where they are is the
/// server's.
struct TenantDoor {
    std::string name;
    Doors doors;
    Desk desk;
};

class HttpServer {
  public:
    /// Listens at once; throws std::runtime_error with a sentence for the admin when the port is in use. A
    /// socket that can't be opened is only complained about in the log: calls go on without it.
    HttpServer(Doors doors, Desk desk, Limits limits = {}, std::vector<TenantDoor> tenants = {});
    ~HttpServer();  ///< as finish()

    /// What has changed. Signalling thread; returns at once.
    void tell(News news, const std::string& tenant = {});

    /// Who connects from now on sees this certificate; where there was none TLS isn't spoken. Any thread.
    void use(tls::Context tls);

    /// From now on; when they have changed, who has an account and listens comes back. Any thread.
    void use(AllRights rights, const std::string& tenant = {});

    /// No more requests. Who has been answered gets the answer, who still waits for one is told that the
    /// server ends; a client that doesn't read is not waited for. Stops the thread.
    void finish();
    /// Waits until what was answered up to now is on its way to who has asked; not for long. Any thread but
    /// the console's.
    void settle();

    std::uint16_t port() const;
    /// Those that are open.
    std::vector<std::string> sockets() const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::console
