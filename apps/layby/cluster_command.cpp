#include "layby/cluster_command.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "cluster/etcd.hpp"
#include "cluster/slot_text.hpp"
#include "layby/checking.hpp"
#include "layby/table.hpp"
#include "layby/wiring.hpp"

namespace layby::app {
namespace {

constexpr auto turn_of_engine = std::chrono::milliseconds(50);

std::vector<std::string> ask_engine(cluster::Etcd& etcd, std::size_t addresses) {
    std::vector<std::string> out(addresses);
    std::size_t left = addresses;
    for (std::size_t i = 0; i < addresses; ++i)
        etcd.ask_status(i, [&, i](std::string status) { out[i] = std::move(status), --left; });
    while (left > 0) etcd.run(turn_of_engine);
    return out;
}

/// Another address is asked when one doesn't answer.
cluster::Listed ask_keys(cluster::Etcd& etcd, std::size_t addresses) {
    cluster::Listed out{.trouble = cluster::Trouble::unavailable};
    for (std::size_t i = 0; i < addresses && out.trouble != cluster::Trouble::none; ++i) {
        bool answered = false;
        etcd.list(cluster::all_keys, [&](const cluster::Listed& listed) { out = listed, answered = true; });
        while (!answered) etcd.run(turn_of_engine);
    }
    return out;
}

bool is_there(const cluster::Listed& keys, const std::string& node) {
    for (const auto& one : keys.all)
        if (one.key == cluster::node_keys + node) return true;
    return false;
}

std::string nodes_text(const settings::Cluster& cluster, const cluster::Listed& keys) {
    std::vector<Row> rows{{"NODE", "", ""}};
    const auto add = [&](const std::string& node, const std::string& where) {
        rows.push_back({node, is_there(keys, node) ? "in the cluster" : "away", where});
    };
    add(cluster.node, "this one");
    for (const auto& peer : cluster.peers) add(peer.node, fmt::format("{}:{}", peer.host, peer.port));
    return table(rows);
}

std::string state_text(calls::WatchedSlot::State state) {
    using State = calls::WatchedSlot::State;
    if (state == State::free) return "reserved";
    if (state == State::ringing) return "ringing";
    return state == State::retrieving ? "being taken" : "parked";
}

std::string slots_text(const cluster::Listed& keys) {
    std::vector<Row> rows{{"LOT", "SLOT", "NODE", "", "CALLER"}};
    for (const auto& one : keys.all)
        if (const auto slot = cluster::read_slot(one.key, one.value, {}))
            rows.push_back({slot->lot, slot->slot.text(), slot->node, state_text(slot->state),
                            party_text(slot->caller)});
    return rows.size() == 1 ? "Nobody has a slot.\n" : table(rows);
}

/// What a node that is away has yet to learn.
std::string taken_over_text(const cluster::Listed& keys) {
    std::vector<Row> rows{{"LOT", "SLOT", "TAKEN OVER FROM", "BY"}};
    for (const auto& one : keys.all)
        if (const auto taken = cluster::read_taken(one.key, one.value))
            rows.push_back({taken->lot, taken->slot.text(), taken->from, taken->by});
    return rows.size() == 1 ? std::string{} : "\n" + table(rows);
}

}  // namespace

std::string cluster_text(const settings::Cluster& cluster, const std::vector<std::string>& engine,
                         const cluster::Listed& keys) {
    std::vector<Row> rows{{"ETCD", ""}};
    for (std::size_t i = 0; i < engine.size(); ++i)
        rows.push_back({cluster.etcd[i], engine[i].empty() ? "does not answer" : engine[i]});
    auto out = table(rows);
    if (keys.trouble != cluster::Trouble::none) return out;
    return out + "\n" + nodes_text(cluster, keys) + "\n" + slots_text(keys) + taken_over_text(keys);
}

ExitCode cluster_status(const std::filesystem::path& config) {
    const auto found = read_or_say(config);
    if (!found) return bad_input;
    const auto& cluster = found->settings.cluster;
    if (cluster.node.empty()) {
        say_on_stderr("There is no [cluster] in " + config.string() + ".");
        return bad_input;
    }
    cluster::Etcd etcd(etcd_options(cluster));
    const auto engine = ask_engine(etcd, cluster.etcd.size());
    const auto keys = ask_keys(etcd, cluster.etcd.size());
    fmt::print("{}", cluster_text(cluster, engine, keys));
    return keys.trouble == cluster::Trouble::none ? done : failed;
}

}  // namespace layby::app
