#include "sip/stack/name_server.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "sip/stack/loop_inside.hpp"
#include "words/networks.hpp"

namespace layby::sip {
namespace {

constexpr std::uint16_t dns_port = 53;
constexpr std::size_t most_servers = 3;

std::string without_last_dot(const char* name) {
    std::string out = str(name);
    if (!out.empty() && out.back() == '.') out.pop_back();
    return out;
}

DnsAnswer::Record record_of(const sres_record_t& record) {
    char text[INET6_ADDRSTRLEN]{};
    switch (static_cast<DnsType>(record.sr_record->r_type)) {
        case DnsType::srv:
            return {record.sr_srv->srv_priority, record.sr_srv->srv_weight, record.sr_srv->srv_port,
                    without_last_dot(record.sr_srv->srv_target)};
        case DnsType::a:
            inet_ntop(AF_INET, &record.sr_a->a_addr, text, sizeof text);
            break;
        case DnsType::aaaa:
            inet_ntop(AF_INET6, &record.sr_aaaa->aaaa_addr, text, sizeof text);
            break;
    }
    return {0, 0, 0, text};
}

bool certain(std::uint16_t status) { return status == SRES_NAME_ERR || status == SRES_RECORD_ERR; }

/// Of the answers those of the asked type; CNAMEs were followed by the server that we asked.
DnsAnswer answer_in(sres_record_t** answers, DnsType type) {
    DnsAnswer out;
    for (auto** at = answers; at && *at; ++at) {
        const auto& common = *(*at)->sr_record;
        if (common.r_status != SRES_OK) {
            out.authoritative_no = out.authoritative_no || certain(common.r_status);
            continue;
        }
        if (common.r_type != static_cast<std::uint16_t>(type)) continue;
        out.ttl = out.records.empty() ? common.r_ttl : std::min(out.ttl, common.r_ttl);
        out.records.push_back(record_of(**at));
    }
    if (!out.records.empty()) out.authoritative_no = false;
    return out;
}

}  // namespace

NameServer::NameServer(Loop& loop, const Address& address)
    : configuration_({address}),
      resolver_(sres_resolver_create(loop.inside().root, configuration_.path().c_str(), TAG_END())) {
    if (!resolver_) throw std::runtime_error("can't set up the DNS resolver for " + address.ip);
}

NameServer::~NameServer() { sres_resolver_destroy(resolver_); }

std::unique_ptr<NameServer::Query> NameServer::ask(DnsType type, const std::string& name,
                                                   OnAnswer on_answer) {
    std::unique_ptr<Query> query(new Query);
    query->server_ = this;
    query->type_ = type;
    query->on_answer_ = std::move(on_answer);
    auto* context = reinterpret_cast<sres_context_t*>(query.get());
    query->query_ =
        sres_query(resolver_, Query::trampoline, context, static_cast<std::uint16_t>(type), name.c_str());
    return query->query_ ? std::move(query) : nullptr;
}

NameServer::Query::~Query() {
    if (query_) sres_query_bind(query_, nullptr, nullptr);
}

void NameServer::Query::trampoline(sres_context_t* self, sres_query_t*, sres_record_t** answers) noexcept {
    auto* me = reinterpret_cast<Query*>(self);
    me->query_ = nullptr;  // sofia frees it after this call
    const auto answer = answer_in(answers, me->type_);
    if (answers) sres_free_answers(me->server_->resolver_, answers);
    const auto on_answer = std::move(me->on_answer_);
    if (on_answer) on_answer(answer);
}

std::optional<Address> name_server_address(const std::string& text) {
    if (address_of(text) && text.front() != '[') return Address{text, dns_port};
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return {};
    auto host = text.substr(0, colon);
    if (!address_of(host)) return {};
    if (host.front() == '[') host = host.substr(1, host.size() - 2);
    std::uint16_t port{};
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + colon + 1, end, port);
    if (read.ec != std::errc{} || read.ptr != end || port == 0) return {};
    return Address{host, port};
}

std::vector<Address> name_server_addresses(const std::vector<std::string>& texts) {
    std::vector<Address> addresses;
    for (const auto& text : texts) {
        const auto address = name_server_address(text);
        if (!address) throw std::runtime_error("\"" + text + "\" is not the address of a DNS server");
        addresses.push_back(*address);
    }
    return addresses;
}

std::vector<Address> system_name_servers() {
    std::vector<Address> servers;
    std::ifstream file("/etc/resolv.conf");
    std::string line;
    while (servers.size() < most_servers && std::getline(file, line)) {
        std::istringstream words(line);
        std::string word, ip;
        if (words >> word >> ip && word == "nameserver" && address_of(ip)) servers.push_back({ip, dns_port});
    }
    return servers;
}

}  // namespace layby::sip
