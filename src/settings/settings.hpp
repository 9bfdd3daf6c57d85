// The settings: one TOML file, validated as a whole before anything starts. Plain values in the words of the
// switchboard; apps/layby hands each adapter its part.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "calls/office.hpp"
#include "provision/fetching.hpp"
#include "words/transport.hpp"

namespace layby::settings {

struct Listen {
    Transport transport{};
    std::string ip;
    std::uint16_t port{};
};

/// How the way to phones behind a NAT is kept open.
enum class KeepAlive { off, options, crlf };

/// Where we are as somebody sees us.
struct OurAddress {
    enum class Kind {
        own,    ///< where we see ourselves
        fixed,  ///< an IP address
        name,   ///< what a name stands for, looked up now and then
        stun    ///< what a STUN server says, asked now and then
    };
    Kind kind{};
    std::string text{};  ///< the address, the name, or the server with or without ":port"
    bool operator==(const OurAddress&) const = default;
};

/// A network that peers are in, and what holds for them.
struct PeerNetwork {
    std::string name;
    std::vector<std::string> from{};  ///< IP addresses and networks; empty: everybody outside
    OurAddress address{};
    Duration look_up_every{std::chrono::seconds{60}};  ///< where the address is a name or asked by STUN
    KeepAlive keep_alive{};
    Duration keep_alive_every{};
    bool keeps_all{};  ///< the ways to all its phones, as it says so itself
    bool operator==(const PeerNetwork&) const = default;
};

struct Sip {
    std::vector<Listen> listen{{Transport::udp, "0.0.0.0", 5060}, {Transport::tcp, "0.0.0.0", 5060}};
    std::string certificate, key;  ///< PEM files for TLS, as whole paths; empty: one of our own making
    bool browsers{true};           ///< may register over the console's address
    std::string domain;
    std::string public_ip;
    KeepAlive keep_alive{KeepAlive::options};  ///< of phones in no network of their own
    Duration keep_alive_every{std::chrono::seconds{25}};
    std::vector<std::string> resolvers;
    Duration session_expires{std::chrono::seconds{1800}};
    Duration register_min{std::chrono::seconds{60}}, register_max{std::chrono::seconds{3600}};
    Duration register_max_tcp{std::chrono::seconds{120}};  ///< of phones on a connection
    std::string lamp_profile;                              ///< empty: by each phone's User-Agent
    bool md5_alone{};                                      ///< challenges offer no SHA-256
    /// Whose calls that don't run through us may be parked by a REFER.
    enum class ForeignParks { none, known, any };
    ForeignParks foreign_parks{ForeignParks::known};
    std::size_t max_calls{};  ///< left out: as many as there are RTP ports for
    std::size_t max_new_calls_per_second{};
    std::size_t ban_after{10};           ///< wrong passwords from a source; 0: nobody is banned
    std::vector<std::string> never_ban;  ///< addresses and networks
    std::vector<std::string> proxies;    ///< the same: whose Path is believed, whatever host it names
};
bool listens_for_tls(const Sip& sip);  ///< be it beneath WebSocket

struct Media {
    std::uint16_t first_port{10000}, last_port{19999};
    /// Parties that there are ports for: an even one for RTP and the odd one above it for RTCP.
    std::size_t parties() const { return (last_port - ((first_port + 1U) & ~1U) + 1U) / 2U; }
    Duration lost_after{std::chrono::seconds{30}};
    bool realtime{true};
    /// How packets may get in and out, at best; less where the machine permits no more.
    enum class Way { sockets, sieved, best };
    Way way{Way::best};
};

struct Sounds {
    std::string own_dir;
    /// What speaks where a language has no recordings, and how long it may take; empty: the usual one.
    std::vector<std::string> say_command{};
    Duration say_within{std::chrono::seconds{10}};
    std::optional<int> loudness{-22};  ///< of music, in LUFS; none: as it was recorded
    /// Where in its music a caller begins.
    enum class Start {
        radio,  ///< where all others are
        track,  ///< at the start of the recording that all others hear
    };
    Start start{};
    /// Name and WAV file or folder; "default" is always the first.
    std::vector<std::pair<std::string, std::string>> music{{"default", "/usr/share/asterisk/moh"}};
};

struct Console {
    std::string ip{"127.0.0.1"};
    std::uint16_t port{7080};
    std::string socket;                          ///< beside the one in the state directory; empty: none
    std::string socket_group;                    ///< who may use that one, too
    bool read_without_token{};                   ///< over TCP, on loopback
    std::vector<std::string> trusted_proxies{};  ///< addresses and networks of a proxy with TLS before it
    std::string public_url{};  ///< what browsers call it there, in lower case, without a '/' at the end
    bool proxy_names_users{};  ///< X-Forwarded-User of that proxy is who has logged in
    std::string certificate{}, key{};  ///< files in PEM, for TLS of our own; empty: plain HTTP
    bool unencrypted{};                ///< plain HTTP also where other machines reach it
};

struct Store {
    /// What becomes of new parks while the disk refuses to keep them.
    enum class WhenFailing {
        go_on,   ///< parked all the same; a crash would lose them
        refuse,  ///< refused, as by a full lot
    };
    WhenFailing when_failing{};
};

/// What is remembered of parked calls and calls that have ended.
struct History {
    std::size_t entries{100'000};  ///< of each kind; the oldest go when there are more
    std::size_t days{};            ///< what is older goes; 0: nothing does
    bool calls{true};              ///< also calls that were never parked
    bool operator==(const History&) const = default;
};

/// The SIP messages of the last while, for who looks at a call.
struct Trace {
    Duration keep{std::chrono::hours{1}};  ///< 0: none are kept
    std::size_t megabytes{16};             ///< the oldest go when there are more
    bool operator==(const Trace&) const = default;
};

struct Log {
    std::string level{"info"};  ///< "debug", "info", "warn" or "error"
    bool json{};                ///< one JSON object per line
};

struct UserSecret {
    std::string user;
    std::string password;             ///< empty: generated at first start and kept in the state directory
    std::string lamp_profile{};       ///< of the user's phones; empty: as all others
    std::optional<bool> md5_alone{};  ///< none: as [sip] says
    std::string outside_number{};     ///< towards trunks that have a number of their own; empty: theirs
};

struct TrunkLine {
    std::string name;
    std::string host;
    std::uint16_t port{};
    Transport transport{};
    std::vector<std::string> addresses;
    std::vector<std::string> phones;
    std::string user, password;
    bool register_with_provider{};
    Duration answer_within{std::chrono::seconds{5}};
    std::optional<bool> md5_alone{};  ///< none: as [sip] says
    std::string from;                 ///< our number towards it; empty: each caller's own is shown as it is
    bool pass_caller{};               ///< callers from outside are shown with their own number all the same
    bool pass_names{true};            ///< names are shown to it
    std::string ca{};   ///< over TLS: PEM file of who issues its certificate; empty: the system's
    bool verify{true};  ///< whether its certificate proves anything
    std::string certificate{}, key{};  ///< PEM files of ours that it wants to see; empty: none
    std::string peer_certificate{};    ///< the name in its certificate; empty: its host
};
/// It speaks TLS: we call it that way, or it is known by its certificate.
bool speaks_tls(const TrunkLine& line);

/// Somebody elsewhere who is told what happens to calls.
struct Webhook {
    std::string name, url, secret;
    std::vector<std::string> events{};  ///< as the history says them; empty: all
    bool allow_private{};               ///< may be at a private address
    bool secret_is_here{};              ///< in the configuration, not in a file of its own
};

/// Somebody who sees and acts on some lots alone.
struct Rights {
    std::string account;
    std::vector<std::string> lots{}, view{};  ///< acts on these; only sees those
};

/// Several servers with one office, that agree by etcd who has which slot.
struct Cluster {
    struct Peer {
        std::string node, host;
        std::uint16_t port{};
        bool operator==(const Peer&) const = default;
    };
    std::string node;                         ///< our name in it; empty: there is no cluster
    std::size_t number{};                     ///< ours, in ids
    std::vector<std::string> etcd;            ///< addresses, "http://127.0.0.1:2379"
    std::string ca{}, certificate{}, key{};   ///< towards etcd, as whole paths; empty: none
    std::string secret;                       ///< by which nodes know each other's calls
    std::vector<Peer> peers;                  ///< the other nodes
    Duration lease{std::chrono::seconds{5}};  ///< who is silent for so long is gone
    bool take_over{true};                     ///< callers of a node that is gone go on at another
    Duration grace{};                         ///< so much later
    bool operator==(const Cluster&) const = default;
};

struct Tenant;

struct Settings {
    calls::Office office;
    Sip sip;
    Media media;
    Sounds sounds;
    Console console;
    Store store;
    History history;
    Trace trace;
    Log log;
    std::vector<UserSecret> secrets;
    std::vector<provision::DeskPhone> phones{};
    std::vector<PeerNetwork> networks{};
    std::vector<TrunkLine> lines;
    std::vector<Webhook> webhooks{};
    std::vector<Rights> rights{};
    Cluster cluster{};
    std::vector<Tenant> tenants;
};

/// Somebody with an office of its own on the same server: users, lots, trunks and numbers apart from all
/// others'. What is the server's is as it is in the server's own file.
struct Tenant {
    std::string name;   ///< in commands, addresses of the API, and the log
    std::string file;   ///< with its office, as a whole path
    Settings settings;  ///< with its domain in `sip`, and without tenants
    /// In PEM: shown over TLS to who asks for a name in it. Empty: the server's is.
    std::string certificate{}, key{};
};

/// What a tenant begins with: what is the server's is as it is there, and nobody and nothing is in its
/// office.
Settings without_office(const Settings& server);

/// Null: there is no such one.
const Tenant* tenant_named(const std::vector<Tenant>& all, const std::string& name);

/// One thing wrong in the file: where, what is there, what was expected.
struct Problem {
    std::string file;
    int line{};
    std::string what;
    int column{};              ///< where it is known; 0: it isn't
    std::string text() const;  ///< "office.toml:12: …"
};

/// The trunk that leads to this node.
std::string trunk_of_node(const std::string& node);

/// The settings, or everything that is wrong with them (never empty then).
using Read = std::variant<Settings, std::vector<Problem>>;
Read read_file(const std::filesystem::path& file);
/// All of the file, or why it can't be had.
std::variant<std::string, Problem> text_of_file(const std::filesystem::path& file);
Read read_text(const std::string& toml, const std::string& file_name);

/// Warnings that don't stop a start, e.g. a lot without a fallback.
std::vector<std::string> warnings(const Settings& settings);
/// The same about the machine: addresses that it doesn't have.
std::vector<std::string> machine_warnings(const Settings& settings);

}  // namespace layby::settings
