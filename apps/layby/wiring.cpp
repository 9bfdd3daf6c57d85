#include "layby/wiring.hpp"

#include <fmt/format.h>

#include "calls/sound_names.hpp"
#include "runtime/check.hpp"
#include "runtime/version.hpp"
#include "words/host.hpp"

namespace layby::app {
namespace {

sip::TrunkAccount trunk_of(const settings::TrunkLine& line) {
    sip::TrunkAccount out;
    out.name = line.name;
    out.host = line.host;
    out.port = line.port;
    out.transport = line.transport;
    out.addresses = line.addresses;
    out.phones = line.phones;
    out.user = line.user;
    out.password = line.password;
    out.register_with_provider = line.register_with_provider;
    out.answer_within = line.answer_within;
    out.shown = {line.from, line.pass_caller, line.pass_names};
    return out;
}

sip::KeepAlive keep_alive_of(settings::KeepAlive how) {
    using How = settings::KeepAlive;
    if (how == How::off) return sip::KeepAlive::off;
    return how == How::crlf ? sip::KeepAlive::crlf : sip::KeepAlive::options;
}

sip::PeerNetwork network_of(const settings::PeerNetwork& network) {
    using Kind = settings::OurAddress::Kind;
    sip::PeerNetwork out;
    out.name = network.name;
    out.from = network.from;
    out.keep_alive = {keep_alive_of(network.keep_alive), network.keep_alive_every, network.keeps_all};
    out.looked_up = network.address.kind == Kind::name || network.address.kind == Kind::stun;
    if (out.looked_up)
        out.source = (network.address.kind == Kind::stun ? "stun:" : "") + network.address.text;
    if (network.address.kind == Kind::fixed) {
        const bool v6 = network.address.text.find(':') != std::string::npos;
        (v6 ? out.seen_as.v6 : out.seen_as.v4) = network.address.text;
    }
    return out;
}

sip::ForeignParks foreign_parks_of(settings::Sip::ForeignParks parks) {
    using From = settings::Sip::ForeignParks;
    if (parks == From::none) return sip::ForeignParks::none;
    return parks == From::any ? sip::ForeignParks::any : sip::ForeignParks::known;
}

std::string listen_text(const settings::Settings& settings) {
    std::string out;
    for (const auto& one : settings.sip.listen) {
        out += fmt::format("{}:{}:{} ", name_of(one.transport), one.ip, one.port);
    }
    return out;
}

media::Way way_of(settings::Media::Way way) {
    using Way = settings::Media::Way;
    if (way == Way::sockets) return media::Way::sockets;
    return way == Way::sieved ? media::Way::sieved : media::Way::raw;
}

media::MusicStart start_of(settings::Sounds::Start start) {
    return start == settings::Sounds::Start::track ? media::MusicStart::track : media::MusicStart::radio;
}

bool same(const settings::Media& one, const settings::Media& other) {
    return one.first_port == other.first_port && one.last_port == other.last_port &&
           one.lost_after == other.lost_after && one.realtime == other.realtime && one.way == other.way;
}

bool same(const settings::Sounds& one, const settings::Sounds& other) {
    return one.own_dir == other.own_dir && one.loudness == other.loudness && one.start == other.start &&
           one.music == other.music;
}

bool same(const settings::Console& one, const settings::Console& other) {
    return one.ip == other.ip && one.port == other.port && one.socket == other.socket &&
           one.socket_group == other.socket_group && one.trusted_proxies == other.trusted_proxies &&
           one.public_url == other.public_url && one.proxy_names_users == other.proxy_names_users &&
           one.certificate.empty() == other.certificate.empty();
}

/// One that is new begins at the next start.
bool has_all(const std::vector<settings::Tenant>& now, const std::vector<settings::Tenant>& wanted) {
    return std::ranges::all_of(
        wanted, [&](const auto& one) { return settings::tenant_named(now, one.name) != nullptr; });
}

void add_calls(std::vector<console::Count>& out, const calls::Counters& calls) {
    out.insert(out.end(), {{"calls", "legs", calls.legs},
                           {"calls", "bridges", calls.bridges},
                           {"calls", "rings", calls.rings},
                           {"calls", "transfers", calls.transfers},
                           {"calls", "deadlines", calls.deadlines},
                           {"calls", "calls_total", calls.calls_total},
                           {"calls", "barred_total", calls.barred_total},
                           {"calls", "adopted_total", calls.adopted_total},
                           {"calls", "taken_away_total", calls.taken_away_total},
                           {"calls", "parked", calls.parked},
                           {"parking", "parks_total", calls.parks_total},
                           {"parking", "retrieves_total", calls.retrieves_total},
                           {"parking", "recalls_total", calls.recalls_total},
                           {"parking", "refused_parks_total", calls.refused_parks_total},
                           {"parking", "abandoned_total", calls.abandoned_total}});
}

void add_sip(std::vector<console::Count>& out, const sip::Counters& sip) {
    out.insert(out.end(), {{"sip", "dialogs", sip.dialogs},
                           {"sip", "server_transactions", sip.server_transactions},
                           {"sip", "client_transactions", sip.client_transactions},
                           {"sip", "subscriptions", sip.subscriptions},
                           {"sip", "timers", sip.timers},
                           {"sip", "registrations", sip.registrations},
                           {"sip", "requests_total", sip.requests},
                           {"sip", "refused_overload_total", sip.refused_overload},
                           {"sip", "refuses_calls", std::uint64_t{sip.refuses_calls}},
                           {"sip", "longest_wait_us", static_cast<std::uint64_t>(sip.longest_wait.count())},
                           {"sip", "refused_auth_total", sip.refused_auth},
                           {"sip", "malformed_total", sip.malformed},
                           {"sip", "bans_total", sip.bans},
                           {"sip", "ended_connections_total", sip.ended_connections},
                           {"sip", "tls_connections", sip.tls_connections},
                           {"sip", "tls_failed_total", sip.tls_failed},
                           {"sip", "trunk_connections", sip.trunk_connections},
                           {"sip", "trunk_connections_missing", sip.trunk_connections_missing},
                           {"sip", "web_sockets", sip.web_sockets},
                           {"sip", "web_sockets_refused_total", sip.web_sockets_refused},
                           {"sip", "keep_alives_total", sip.keep_alives},
                           {"sip", "lamps_told_total", sip.lamps_told},
                           {"sip", "lamps_failed_total", sip.lamps_failed}});
    for (std::size_t status = 1; status < sip.responses.size(); ++status)
        out.push_back({"sip", fmt::format("answered_{}xx_total", status), sip.responses[status]});
}

void add_media(std::vector<console::Count>& out, const media::Counters& media) {
    out.insert(out.end(), {{"media", "legs", media.legs},
                           {"media", "ports", media.ports},
                           {"media", "bridges", media.bridges},
                           {"media", "transcoders", media.transcoders},
                           {"media", "packets_sent_total", media.packets_sent},
                           {"media", "packets_received_total", media.packets_received},
                           {"media", "packets_relayed_total", media.packets_relayed},
                           {"media", "packets_refused_total", media.packets_refused},
                           {"media", "late_ticks_total", media.late_ticks}});
}

void add_store(std::vector<console::Count>& out, const store::Counters& store) {
    out.insert(out.end(),
               {{"store", "failing", std::uint64_t{store.failing}},
                {"store", "queued", store.queued},
                {"store", "written_total", store.written},
                {"store", "failed_total", store.failed},
                {"store", "lost_total", store.lost},
                {"store", "last_commit_us", static_cast<std::uint64_t>(store.last_commit.count())}});
}

}  // namespace

sip::Options sip_options(const settings::Settings& settings) {
    sip::Options out;
    out.listen.clear();
    for (const auto& one : settings.sip.listen) out.listen.push_back({one.transport, one.ip, one.port});
    out.browsers = settings.sip.browsers;
    out.domain = settings.sip.domain;
    out.public_ip = settings.sip.public_ip;
    out.keep_alive = {keep_alive_of(settings.sip.keep_alive), settings.sip.keep_alive_every};
    for (const auto& network : settings.networks) out.networks.push_back(network_of(network));
    out.resolvers = settings.sip.resolvers;
    out.session_expires = settings.sip.session_expires;
    out.register_min = settings.sip.register_min;
    out.register_max = settings.sip.register_max;
    out.register_max_tcp = settings.sip.register_max_tcp;
    out.lamp_profile = settings.sip.lamp_profile;
    out.foreign_parks = foreign_parks_of(settings.sip.foreign_parks);
    out.max_calls = settings.sip.max_calls;
    out.max_new_calls_per_second = settings.sip.max_new_calls_per_second;
    out.ban_after = settings.sip.ban_after;
    out.never_ban = settings.sip.never_ban;
    out.proxies = settings.sip.proxies;
    for (const auto& secret : settings.secrets)
        out.accounts.push_back({secret.user, secret.password, secret.lamp_profile,
                                secret.md5_alone.value_or(settings.sip.md5_alone), secret.outside_number});
    out.emergency = settings.office.emergency;
    for (const auto& line : settings.lines) {
        out.trunks.push_back(trunk_of(line));
        out.trunks.back().md5_alone = line.md5_alone.value_or(settings.sip.md5_alone);
    }
    return out;
}

namespace {

std::optional<store::Seal> seal_of_nodes(const settings::Cluster& cluster) {
    if (!cluster.take_over) return std::nullopt;
    return store::seal_of(cluster.secret, "what nodes of a Layby cluster leave to each other");
}

}  // namespace

cluster::MemberOptions member_options(const settings::Cluster& cluster, Instant now) {
    const auto wall = std::chrono::floor<Duration>(std::chrono::system_clock::now()).time_since_epoch();
    return {.node = cluster.node,
            .text = fmt::format("layby {}", runtime::version()),
            .lease = cluster.lease,
            .wall_at_zero = wall - now.time_since_epoch(),
            .seal = seal_of_nodes(cluster),
            .grace = cluster.grace};
}

cluster::EtcdOptions etcd_options(const settings::Cluster& cluster) {
    return {cluster.etcd, cluster.ca, cluster.certificate, cluster.key};
}

media::Options media_options(const settings::Settings& settings) {
    const auto& media = settings.media;
    return {.first_port = media.first_port,
            .last_port = media.last_port,
            .lost_after = media.lost_after,
            .realtime = media.realtime,
            .music_start = start_of(settings.sounds.start),
            .fastest = way_of(media.way)};
}

trace::Limits trace_limits(const settings::Trace& trace) {
    return {.keep = trace.keep, .bytes = trace.megabytes << 20};
}

console::AllRights rights_of(const std::vector<settings::Rights>& all) {
    console::AllRights out;
    for (const auto& one : all) {
        auto& rights = out[one.account];
        rights.acts.insert(one.lots.begin(), one.lots.end());
        rights.sees = rights.acts;
        rights.sees.insert(one.view.begin(), one.view.end());
    }
    return out;
}

std::vector<std::string> sound_names_of(const settings::Settings& settings) {
    std::vector offices{&settings.office};
    for (const auto& tenant : settings.tenants) offices.push_back(&tenant.settings.office);
    return calls::sound_names(offices);
}

sounds::SayCommand say_command_of(const settings::Sounds& sounds) {
    sounds::SayCommand out;
    if (!sounds.say_command.empty()) out.arguments = sounds.say_command;
    out.within = sounds.say_within;
    return out;
}

sounds::Sources sound_sources(const settings::Settings& settings, const std::filesystem::path& state) {
    const auto& sounds = settings.sounds;
    sounds::Sources out;
    out.names = sound_names_of(settings);
    out.say = say_command_of(sounds);
    out.own_dir = sounds.own_dir;
    if (!sounds.music.empty()) out.music = sounds.music;
    out.loudness = sounds.loudness;
    if (!state.empty()) out.shelf_dir = state / "sounds";
    return out;
}

std::vector<std::string> needs_restart(const settings::Settings& now, const settings::Settings& wanted) {
    std::vector<std::string> out;
    if (listen_text(now) != listen_text(wanted)) out.emplace_back("sip.listen");
    if (now.sip.browsers != wanted.sip.browsers) out.emplace_back("sip.browsers");
    if (!same(now.media, wanted.media)) out.emplace_back("media");
    if (!same(now.sounds, wanted.sounds)) out.emplace_back("sounds");
    if (!same(now.console, wanted.console)) out.emplace_back("console");
    if (now.history != wanted.history) out.emplace_back("history");
    if (now.cluster != wanted.cluster) out.emplace_back("cluster");
    if (!has_all(now.tenants, wanted.tenants)) out.emplace_back("tenant");
    return out;
}

std::vector<console::Count> tenant_counts_of(const calls::Counters& calls, const sip::Counters& sip) {
    std::vector<console::Count> out;
    add_calls(out, calls);
    out.insert(out.end(), {{"sip", "dialogs", sip.dialogs},
                           {"sip", "subscriptions", sip.subscriptions},
                           {"sip", "registrations", sip.registrations},
                           {"sip", "refused_auth_total", sip.refused_auth},
                           {"sip", "lamps_told_total", sip.lamps_told},
                           {"sip", "lamps_failed_total", sip.lamps_failed}});
    return out;
}

std::vector<console::Count> counts_of(const calls::Counters& calls, const sip::Counters& sip,
                                      const media::Counters& media,
                                      const std::optional<store::Counters>& store,
                                      const ProcessCounts& process) {
    std::vector<console::Count> out;
    add_calls(out, calls);
    add_sip(out, sip);
    add_media(out, media);
    if (store) add_store(out, *store);
    out.insert(out.end(), {{"runtime", "bugs", runtime::bugs_seen()},
                           {"runtime", "draining", std::uint64_t{process.draining}},
                           {"runtime", "starts_total", process.start}});
    return out;
}

namespace {

console::Registration registration_of(const sip::RegistrationView& view, const std::string& name,
                                      Instant now) {
    return {view.user,      view.contact, view.user_agent, now + view.expires_in,
            view.reachable, name,         view.answers};
}

}  // namespace

console::UserPhones phones_of(const std::string& user, const std::string& name,
                              const std::vector<sip::RegistrationView>& phones, Instant now) {
    console::UserPhones out{user, {}};
    for (const auto& phone : phones) out.phones.push_back(registration_of(phone, name, now));
    return out;
}

std::vector<console::UserPhones> by_user(const std::vector<sip::RegistrationView>& phones,
                                         const calls::Switchboard& names, Instant now) {
    std::vector<console::UserPhones> out;
    for (const auto& phone : phones) {
        if (out.empty() || out.back().user != phone.user) out.push_back({phone.user, {}});
        out.back().phones.push_back(registration_of(phone, names.display_of(phone.user), now));
    }
    return out;
}

namespace {

const char* word(sip::TrunkView::Registration::State state) {
    using State = sip::TrunkView::Registration::State;
    if (state == State::registered) return "registered";
    return state == State::refused ? "refused" : "trying";
}

console::Trunk trunk_of(const sip::TrunkView& view, std::size_t max_calls) {
    console::Trunk out{view.name, view.host, view.transport, view.up, max_calls};
    if (const auto& one = view.registration)
        out.registration = console::TrunkRegistration{word(one->state), one->since,  one->until,
                                                      one->next,        one->answer, one->reason};
    if (const auto& one = view.connection)
        out.connection = console::TrunkConnection{
            one->there, one->since, one->server.ip.empty() ? "" : host_port(one->server.ip, one->server.port),
            one->certificate, one->valid_until};
    if (view.failure) out.failure = {view.failure->at, view.failure->what};
    return out;
}

}  // namespace

console::Trunks trunks_of(const std::vector<sip::TrunkView>& trunks, const calls::Switchboard& limits) {
    console::Trunks out;
    for (const auto& one : trunks) out.trunks.push_back(trunk_of(one, limits.max_calls_of_trunk(one.name)));
    return out;
}

std::vector<console::SeenBy> networks_of(const std::vector<sip::PeerNetwork>& networks) {
    std::vector<console::SeenBy> out;
    for (const auto& network : networks) {
        console::SeenBy seen{network.name, {}, network.looked_up};
        for (const auto& ip : {network.seen_as.v4, network.seen_as.v6})
            if (!ip.empty()) seen.addresses.push_back(ip);
        out.push_back(std::move(seen));
    }
    return out;
}

console::Ban ban_of(const sip::Ban& ban) {
    return {ban.source, std::chrono::ceil<std::chrono::seconds>(ban.left).count()};
}

console::PastCall past_call_of(const store::HistoryEntry& entry) {
    return {entry.id, entry.park, entry.parked, entry.ended};
}

console::EndedCall ended_call_of(const store::CallEntry& entry) {
    console::EndedCall out{entry.id, entry.call, entry.began, entry.ended};
    if (entry.answered) out.answered = *entry.answered;
    out.met = entry.met;
    return out;
}

console::PastStep past_step_of(const store::StepEntry& entry) { return {entry.at, entry.step}; }

namespace {

sip::WallTime wall_of(const std::optional<console::Wall>& time) {
    return time ? std::chrono::floor<std::chrono::milliseconds>(*time) : sip::WallTime{};
}

}  // namespace

store::HistoryWanted wanted_of(const console::PastWanted& wanted) {
    return {.limit = wanted.limit,
            .before = wanted.before,
            .only = wanted.only,
            .from = wall_of(wanted.from),
            .to = wall_of(wanted.to),
            .number = wanted.number,
            .user = wanted.user,
            .lot = wanted.lot,
            .outcome = wanted.outcome,
            .lots = wanted.lots};
}

store::SqliteOptions store_options(const settings::History& history) {
    return {.history_entries = history.entries,
            .history_age = std::chrono::hours{24} * static_cast<int>(history.days),
            .every_call = history.calls};
}

std::string host_port(const std::string& ip, std::uint16_t port) {
    return fmt::format("{}:{}", bracketed(ip), port);
}

std::string text_of(const sip::Listen& listen) {
    return name_of(listen.transport) + ":" + host_port(listen.ip, listen.port);
}

}  // namespace layby::app
