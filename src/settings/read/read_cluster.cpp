// [cluster].
#include <algorithm>

#include "settings/read/section.hpp"
#include "settings/read/values.hpp"
#include "settings/token_file.hpp"

namespace layby::settings {
namespace {

constexpr auto node_form = "letters, digits and . _ - + *, such as \"a\"";
constexpr auto etcd_form = R"(addresses such as ["http://127.0.0.1:2379"])";
constexpr auto peers_form = R"(names and addresses such as ["b=192.0.2.2:5060"])";
constexpr auto cluster_secret_form = "text in quotes, of 16 to 128 bytes";

bool is_cluster_secret(std::string_view text) {
    return text.size() >= 16 && text.size() <= 128 && text.find_first_of("\r\n") == std::string_view::npos;
}

/// Scheme, host and port; etcd is at no path.
bool is_etcd_address(std::string_view text) {
    const auto scheme = text.find("://");
    if (scheme == std::string_view::npos) return false;
    const auto name = text.substr(0, scheme), rest = text.substr(scheme + 3);
    const bool plain = std::ranges::all_of(rest, [](unsigned char c) { return c > ' ' && c < 0x7f; });
    return (name == "http" || name == "https") && !rest.empty() && plain &&
           rest.find_first_of("/?#@") == std::string_view::npos;
}

/// "b=192.0.2.2:5060": a name, and an address with or without a port.
std::optional<Cluster::Peer> read_peer(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || !is_name(text.substr(0, equals))) return std::nullopt;
    const auto at = text.substr(equals + 1);
    Cluster::Peer peer{std::string{text.substr(0, equals)}, std::string{at}, 5060};
    if (const auto address = read_address(at)) {
        peer.host = address->ip;
        peer.port = address->port;
    } else if (const auto colon = at.rfind(':'); colon != std::string_view::npos && !is_ip(at)) {
        peer.host = at.substr(0, colon);
        const auto port = read_port(at.substr(colon + 1));
        if (!port) return std::nullopt;
        peer.port = *port;
    }
    return is_host(peer.host) ? std::optional(peer) : std::nullopt;
}

void read_peers(Section& section, Cluster& cluster) {
    for (const Value& item : section.texts("peers", peers_form).value_or(std::vector<Value>{})) {
        if (auto peer = read_peer(item.text))
            cluster.peers.push_back(std::move(*peer));
        else
            section.complain_about_item("peers", item, "a name and an address such as \"b=192.0.2.2:5060\"");
    }
}

void read_cluster_secret(Draft& draft, Section& section, Cluster& cluster) {
    section.read("secret", cluster.secret, is_cluster_secret, cluster_secret_form);
    std::string file;
    section.read("secret_file", file, is_path, "the path of a file");
    if (file.empty()) return;
    if (section.find("secret"))
        return section.complain_at(section.find("secret_file")->line,
                                   "secret and secret_file are both there; one of them is enough");
    const auto line = read_token(from_here(draft, file));
    if (line && is_cluster_secret(*line)) {
        cluster.secret = *line;
        return;
    }
    section.complain("secret_file", line ? "a file whose first line has 16 to 128 bytes"
                                         : "a file that this account can read");
}

}  // namespace

void read_cluster(Draft& draft, const Value& root) {
    const Value* table = table_of(draft, root, "cluster");
    Section section{draft, table, "cluster"};
    Cluster cluster;
    section.call_it("cluster: ");
    section.read("node", cluster.node, is_name, node_form);
    section.read("number", cluster.number, 1, calls::most_nodes);
    for (const Value& item : section.texts("etcd", etcd_form).value_or(std::vector<Value>{})) {
        if (is_etcd_address(item.text))
            cluster.etcd.push_back(item.text);
        else
            section.complain_about_item("etcd", item, "an address such as \"http://127.0.0.1:2379\"");
    }
    section.read("ca", cluster.ca, is_path, "a file in PEM with the certificates of those who issue etcd's");
    cluster.ca = from_here(draft, cluster.ca);
    read_certificate(draft, section, "cluster", cluster.certificate, cluster.key);
    read_cluster_secret(draft, section, cluster);
    read_peers(section, cluster);
    section.read("lease", cluster.lease, {2s, 60s, false});
    section.read("take_over", cluster.take_over);
    section.read("grace", cluster.grace, {1s, 1h, true});
    if (table) {
        section.missing("node", node_form);
        section.missing("number", "a whole number from 1 to 9, of this node alone");
        section.missing("etcd", etcd_form);
        section.missing("peers", peers_form);
        if (!section.find("secret_file")) section.missing("secret", cluster_secret_form);
    }
    section.unknown_keys();
    draft.settings.cluster = std::move(cluster);
}

}  // namespace layby::settings
