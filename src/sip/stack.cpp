#include "sip/stack.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <stdexcept>

#include "sip/loop_inside.hpp"
#include "sip/networks.hpp"

namespace layby::sip {
namespace {

constexpr std::size_t socket_buffer = 4 << 20;  ///< bytes; a burst of requests while we work

bool is_v6(const std::string& ip) { return ip.find(':') != std::string::npos; }
std::string bracketed(const std::string& ip) { return is_v6(ip) ? "[" + ip + "]" : ip; }
std::string unbracketed(const std::string& host) {
    return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

std::string url_of(const Listen& listen) {
    const auto port = listen.port ? std::to_string(listen.port) : std::string("*");
    return "sip:" + bracketed(listen.ip) + ":" + port + ";transport=" + listen.transport;
}

/// Why this address can't be bound: the stack forgets it, a socket of our own finds out again. 0: it could
/// be.
int why_not(const Listen& listen) {
    su_sockaddr_t address{};
    const bool v6 = is_v6(listen.ip);
    address.su_family = v6 ? AF_INET6 : AF_INET;
    address.su_port = htons(listen.port);
    if (su_inet_pton(address.su_family, listen.ip.c_str(), SU_ADDR(&address)) != 1) return EINVAL;
    const bool tcp = listen.transport == "tcp";
    const int probe = socket(address.su_family, (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
    if (probe < 0) return errno;
    const int on = 1;
    if (tcp) setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const socklen_t size = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    const bool bound = bind(probe, &address.su_sa, size) == 0 && (!tcp || ::listen(probe, 1) == 0);
    const int error = bound ? 0 : errno;
    close(probe);
    return error;
}

std::string said(int error) {
    switch (error) {
        case EADDRINUSE:
            return "is in use by another program";
        case EACCES:
            return "needs more rights (ports below 1024 belong to root)";
        case EADDRNOTAVAIL:
            return "is not an address of this machine";
        default:
            return std::string("can't be listened on: ") + su_strerror(error);
    }
}

std::runtime_error cannot_listen(const Listen& listen, int error) {
    const int found = why_not(listen);
    const auto port = "port " + std::to_string(listen.port) + "/" + listen.transport;
    return std::runtime_error("sip: " + port + " on " + bracketed(listen.ip) + " " +
                              said(found ? found : error));
}

/// Asks the routing table; sends nothing.
std::string route_source(const std::string& peer_ip) {
    su_sockaddr_t address{};
    const bool v6 = is_v6(peer_ip);
    address.su_family = v6 ? AF_INET6 : AF_INET;
    address.su_port = htons(5060);
    if (su_inet_pton(address.su_family, peer_ip.c_str(), SU_ADDR(&address)) != 1) return {};
    const int probe = socket(address.su_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (probe < 0) return {};
    socklen_t size = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    std::string found;
    if (connect(probe, &address.su_sa, size) == 0 && getsockname(probe, &address.su_sa, &size) == 0)
        found = endpoint_of(address).ip;
    close(probe);
    return found;
}

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

}  // namespace

Stack::Stack(Loop& loop, const Options& options, std::function<void(Arrival&)> on_arrival)
    : loop_(loop), options_(options), on_arrival_(std::move(on_arrival)) {
    try {
        add_listens();
    } catch (...) {
        if (agent_) nta_agent_destroy(agent_);
        throw;
    }
    outside_ = nta_leg_tcreate(agent_, nullptr, nullptr, NTATAG_NO_DIALOG(1), TAG_END());
}

Stack::~Stack() {
    nta_leg_destroy(outside_);
    nta_agent_destroy(agent_);
}

void Stack::add_listens() {
    for (const auto& listen : options_.listen) {
        const auto url = url_of(listen);
        const bool added = agent_ ? nta_agent_add_tport(agent_, URL_STRING_MAKE(url.c_str()), TAG_END()) == 0
                                  : create_agent(url);
        if (!added) throw cannot_listen(listen, su_errno());
    }
    if (!agent_) throw std::runtime_error("no address to listen on is configured");
    learn_ports();
}

bool Stack::create_agent(const std::string& first_url) {
    agent_ = nta_agent_create(
        loop_.inside().root, URL_STRING_MAKE(first_url.c_str()), message_trampoline, this, NTATAG_UA(1),
        NTATAG_STATELESS(1), NTATAG_MERGE_482(1), NTATAG_TIMEOUT_408(1), NTATAG_SERVER_RPORT(1),
        NTATAG_UDP_MTU(65535), NTATAG_MAXSIZE(65536), NTATAG_MAX_PROCEEDING(1000000), TPTAG_QUEUESIZE(4096),
        TPTAG_UDP_RMEM(socket_buffer), TPTAG_UDP_WMEM(socket_buffer), TPTAG_PONG2PING(1),
        TAG_IF(!resolv_conf_.empty(), SRESTAG_RESOLV_CONF(resolv_conf_.c_str())), TAG_END());
    return agent_ != nullptr;
}

void Stack::learn_ports() {
    for (auto* tport = tport_primaries(nta_agent_tports(agent_)); tport; tport = tport_next(tport)) {
        const auto* name = tport_name(tport);
        Listen listen{lower(str(name->tpn_proto)), unbracketed(str(name->tpn_host)), 0};
        listen.port = static_cast<std::uint16_t>(std::stoul(str(name->tpn_port)));
        listening_.push_back(std::move(listen));
    }
}

int Stack::message_trampoline(void* self, nta_agent_t* agent, msg_t* msg, sip_t* sip) noexcept {
    auto* me = static_cast<Stack*>(self);
    if (!sip || !sip->sip_request) return me->on_stray_response(msg, sip), 0;
    if (sip->sip_request->rq_method == sip_method_ack) return nta_msg_discard(agent, msg), 0;
    Arrival arrival(*me, msg, sip);
    me->on_arrival_(arrival);
    return 0;
}

void Stack::end_late_answers(const std::string& call_id) {
    const auto now = loop_.now();
    while (!given_up_.empty() && given_up_.front().until < now) given_up_.pop_front();
    given_up_.push_back({now + std::chrono::seconds{32}, call_id});
}

void Stack::on_stray_response(msg_t* msg, const sip_t* sip) {
    const bool answer = sip && sip->sip_status && sip->sip_status->st_status / 100 == 2 && sip->sip_cseq &&
                        sip->sip_cseq->cs_method == sip_method_invite && sip->sip_call_id &&
                        sip->sip_to->a_tag;
    const auto now = loop_.now();
    const bool late = answer && std::any_of(given_up_.begin(), given_up_.end(), [&](const GivenUp& invite) {
                          return invite.until >= now && invite.call_id == sip->sip_call_id->i_id;
                      });
    if (!late || nta_msg_ackbye(agent_, msg) < 0) nta_msg_discard(agent_, msg);
}

std::string Stack::near_ip(const std::string& peer_ip) const {
    const bool v6 = is_v6(peer_ip);
    const Listen* only = nullptr;
    std::size_t others = 0;
    for (const auto& listen : listening_)
        if (is_v6(listen.ip) == v6 && (!only || only->ip != listen.ip)) only = &listen, ++others;
    if (others == 1) return only->ip;
    if (const auto known = near_.find(peer_ip); known != near_.end()) return known->second;
    if (near_.size() > 10000) near_.clear();
    return near_[peer_ip] = route_source(peer_ip);
}

std::string Stack::shown_ip(const std::string& local_ip, const std::string& peer_ip) const {
    if (options_.public_ip.empty()) return local_ip;
    const auto peer = address_of(peer_ip);
    return peer && peer->is_private() ? local_ip : options_.public_ip;
}

std::string Stack::contact(const std::string& peer_ip, const std::string& transport) const {
    const auto ip = near_ip(peer_ip);
    const Listen* chosen = nullptr;
    for (const auto& listen : listening_) {
        if (listen.transport != transport || is_v6(listen.ip) != is_v6(peer_ip)) continue;
        if (!chosen || listen.ip == ip) chosen = &listen;
    }
    if (!chosen) chosen = &listening_.front();
    const auto host = bracketed(shown_ip(chosen->ip, peer_ip));
    const auto parameter = transport == "udp" ? std::string{} : ";transport=" + transport;
    return "<sip:layby@" + host + ":" + std::to_string(chosen->port) + parameter + ">";
}

std::size_t Stack::server_transactions() const {
    usize_t used{};
    nta_agent_get_stats(agent_, NTATAG_S_IRQ_HASH_USED_REF(used), TAG_END());
    return used;
}

std::size_t Stack::client_transactions() const {
    usize_t used{};
    nta_agent_get_stats(agent_, NTATAG_S_ORQ_HASH_USED_REF(used), TAG_END());
    return used;
}

std::size_t Stack::legs() const {
    usize_t used{};
    nta_agent_get_stats(agent_, NTATAG_S_LEG_HASH_USED_REF(used), TAG_END());
    return used;
}

std::uint64_t Stack::malformed() const {
    usize_t bad{};
    nta_agent_get_stats(agent_, NTATAG_S_BAD_MESSAGE_REF(bad), TAG_END());
    return bad;
}

}  // namespace layby::sip
