// From the settings to what each adapter wants to know, and from its counters to the rows of `layby status`.
// Pure functions.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "calls/switchboard.hpp"
#include "cluster/node.hpp"
#include "console/http_server.hpp"
#include "media/engine.hpp"
#include "settings/settings.hpp"
#include "sip/endpoint.hpp"
#include "sounds/library.hpp"
#include "store/store.hpp"

namespace layby::app {

sip::Options sip_options(const settings::Settings& settings);
cluster::MemberOptions member_options(const settings::Cluster& cluster, Instant now);
cluster::EtcdOptions etcd_options(const settings::Cluster& cluster);
media::Options media_options(const settings::Settings& settings);
trace::Limits trace_limits(const settings::Trace& trace);
console::AllRights rights_of(const std::vector<settings::Rights>& all);
/// `state`: where encoded sounds are kept for the next start; empty: nowhere.
sounds::Sources sound_sources(const settings::Settings& settings, const std::filesystem::path& state = {});
/// What may be said in any office, also a tenant's.
std::vector<std::string> sound_names_of(const settings::Settings& settings);
sounds::SayCommand say_command_of(const settings::Sounds& sounds);

/// Sections that a reload can't change, but that differ: they take effect at the next start.
std::vector<std::string> needs_restart(const settings::Settings& now, const settings::Settings& wanted);

struct ProcessCounts {
    std::uint64_t start{};  ///< which start of the server this is; 0: nothing is kept
    bool draining{};
};

std::vector<console::Count> counts_of(const calls::Counters& calls, const sip::Counters& sip,
                                      const media::Counters& media,
                                      const std::optional<store::Counters>& store = {},
                                      const ProcessCounts& process = {});
/// Of a tenant: its calls and phones, without the server's.
std::vector<console::Count> tenant_counts_of(const calls::Counters& calls, const sip::Counters& sip);
/// `name`: the user's, as others see it.
console::UserPhones phones_of(const std::string& user, const std::string& name,
                              const std::vector<sip::RegistrationView>& phones, Instant now);
/// By user, from a list that is sorted by user.
std::vector<console::UserPhones> by_user(const std::vector<sip::RegistrationView>& phones,
                                         const calls::Switchboard& names, Instant now);
console::Trunks trunks_of(const std::vector<sip::TrunkView>& trunks, const calls::Switchboard& limits);
std::vector<console::SeenBy> networks_of(const std::vector<sip::PeerNetwork>& networks);
console::Ban ban_of(const sip::Ban& ban);
console::PastCall past_call_of(const store::HistoryEntry& entry);
console::EndedCall ended_call_of(const store::CallEntry& entry);
console::PastStep past_step_of(const store::StepEntry& entry);
store::HistoryWanted wanted_of(const console::PastWanted& wanted);
store::SqliteOptions store_options(const settings::History& history);

/// "udp:127.0.0.1:5060", "tcp:[::1]:5060".
std::string text_of(const sip::Listen& listen);
std::string host_port(const std::string& ip, std::uint16_t port);

}  // namespace layby::app
