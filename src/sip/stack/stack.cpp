#include "sip/stack/stack.hpp"
#include "runtime/check.hpp"

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include "sip/stack/local_addresses.hpp"
#include "sip/stack/loop_inside.hpp"
#include "sip/stack/name_server.hpp"
#include "sip/stack/via.hpp"
#include "sip/text/uri.hpp"
#include "words/networks.hpp"

namespace layby::sip {
namespace {

constexpr std::size_t socket_buffer = 4 << 20;  ///< bytes; a burst of requests while we work
/// Not how long a message may be but how much may be read at once: more than the buffer of a connection
/// holds, or a burst of requests would end it.
constexpr std::size_t read_at_once = 2 << 20;
constexpr std::size_t files_of_one = 3;  ///< connection to the edge: outside, and both ends inside

std::string unbracketed(const std::string& host) {
    return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

std::string url_of(const Listen& listen) {
    if (!can_be_opened(listen.transport)) return inner_url(listen);
    const auto port = listen.port ? std::to_string(listen.port) : std::string("*");
    return "sip:" + bracketed(listen.ip) + ":" + port + ";transport=" + name_of(listen.transport);
}

std::string ident_of(const Listen& listen) {
    return can_be_opened(listen.transport) ? listen.ip : inner_ident(listen);
}

bool takes_browsers(const Options& options) {
    return options.browsers || std::ranges::any_of(options.listen, is_web_socket, &Listen::transport);
}

bool has_edge(const Options& options) {
    return takes_browsers(options) || !std::ranges::all_of(options.listen, can_be_opened, &Listen::transport);
}

/// Where there is an edge, a quarter of the files is for strangers in clear, and the rest for the edge.
ConnectionLimits limits_of(const Options& options) {
    auto limits = limits_for(options.max_calls);
    if (has_edge(options)) limits.total /= 1 + files_of_one;
    return limits;
}

}  // namespace

Stack::Stack(Loop& loop, const Options& options, std::function<void(Arrival&)> on_arrival)
    : loop_(loop),
      options_(options),
      outlook_(options),
      on_arrival_(std::move(on_arrival)),
      resolv_conf_(name_server_addresses(options.resolvers)),
      connections_(limits_of(options), Accepting::end),
      connections_expire_(loop),
      trunk_doors_(*this, host_of_trunk_doors()) {
    try {
        add_listens();
    } catch (...) {
        if (agent_) nta_agent_destroy(agent_);
        throw;
    }
    watch_accepts();
    outside_ = nta_leg_tcreate(agent_, nullptr, nullptr, NTATAG_NO_DIALOG(1), TAG_END());
}

Stack::~Stack() {
    for (const auto& [invite, headers] : late_cancels_) nta_outgoing_destroy(invite);
    nta_leg_destroy(outside_);
    deliver_here(nullptr);
    trunk_doors_.leave();
    nta_agent_destroy(agent_);
}

void Stack::add_listens() {
    wanted_ = expanded(options_.listen);
    // Those behind the edge last: nta takes the first for what it sends by itself.
    std::stable_partition(wanted_.begin(), wanted_.end(),
                          [](const Listen& one) { return can_be_opened(one.transport); });
    const auto web = std::stable_partition(wanted_.begin(), wanted_.end(),
                                           [](const Listen& one) { return !is_web_socket(one.transport); });
    for_browsers_.assign(web, wanted_.end());
    wanted_.erase(web, wanted_.end());
    if (takes_browsers(options_))
        for (const auto transport : {Transport::ws, Transport::wss})
            wanted_.push_back({transport, "127.0.0.1", 0});
    for (const auto& listen : wanted_) {
        const auto url = url_of(listen), ident = ident_of(listen);
        const bool added = agent_ ? nta_agent_add_tport(agent_, URL_STRING_MAKE(url.c_str()),
                                                        TPTAG_IDENT(ident.c_str()), TAG_END()) == 0
                                  : create_agent(url, ident);
        if (!added) throw cannot_listen(listen, su_errno());
    }
    if (!agent_) throw std::runtime_error("no address to listen on is configured");
    learn_ports();
    tap();
}

bool Stack::create_agent(const std::string& first_url, const std::string& ident) {
    agent_ = nta_agent_create(
        loop_.inside().root, URL_STRING_MAKE(first_url.c_str()), message_trampoline, this, NTATAG_UA(1),
        NTATAG_STATELESS(1), NTATAG_MERGE_482(1), NTATAG_TIMEOUT_408(1), NTATAG_SERVER_RPORT(1),
        NTATAG_UDP_MTU(65535), NTATAG_PASS_100(1), NTATAG_MAXSIZE(read_at_once),
        NTATAG_MAX_PROCEEDING(1000000), TPTAG_IDENT(ident.c_str()), TPTAG_QUEUESIZE(4096),
        TPTAG_UDP_RMEM(socket_buffer), TPTAG_UDP_WMEM(socket_buffer), TPTAG_PONG2PING(1),
        TPTAG_STUN_SERVER(0),
        TAG_IF(!resolv_conf_.path().empty(), SRESTAG_RESOLV_CONF(resolv_conf_.path().c_str())), TAG_END());
    return agent_ != nullptr;
}

void Stack::learn_ports() {
    for (auto* tport = tport_primaries(nta_agent_tports(agent_)); tport; tport = tport_next(tport)) {
        const auto* name = tport_name(tport);
        if (const auto* outside = behind_edge_at(str(name->tpn_ident))) {
            inner_.add(tport, *outside);
            continue;
        }
        const auto transport = transport_named(lower_case(str(name->tpn_proto)));
        if (!CHECK(transport)) continue;
        const auto port = static_cast<std::uint16_t>(std::stoul(str(name->tpn_port)));
        listening_.push_back({*transport, unbracketed(str(name->tpn_host)), port});
        if (*transport == Transport::udp) empty_lines_.learn({listening_.back().ip, port});
    }
    if (inner_.empty()) return;
    const auto limits = limits_of(options_);
    for (auto& one : inner_.open(for_browsers_, options_.tls, {.connections = limits.total}))
        listening_.push_back(std::move(one));
    inner_.show_outside(listening_.front());
}

/// In the order in which we listen, but for those behind the edge.
void Stack::tap() {
    std::vector<TappedSocket> sockets;
    auto next = listening_.begin();
    for (auto* tport = tport_primaries(nta_agent_tports(agent_)); tport; tport = tport_next(tport)) {
        const auto* outside = inner_.outside_of(tport);
        if (outside) sockets.push_back(tapped(tport, *outside));
        if (!outside && next != listening_.end()) sockets.push_back(tapped(tport, *next++));
    }
    tap_ = std::make_unique<Tap>(options_.tape, std::move(sockets));
}

const Listen* Stack::behind_edge_at(const std::string& ident) const {
    const auto found = std::ranges::find_if(wanted_, [&](const Listen& listen) {
        return !can_be_opened(listen.transport) && ident_of(listen) == ident;
    });
    return found == wanted_.end() ? nullptr : &*found;
}

int Stack::message_trampoline(void* self, nta_agent_t* agent, msg_t* msg, sip_t* sip) noexcept {
    auto* me = static_cast<Stack*>(self);
    if (!sip || !sip->sip_request) return me->on_stray_response(msg, sip), 0;
    if (sip->sip_request->rq_method == sip_method_ack) return nta_msg_discard(agent, msg), 0;
    forget_maddr(*sip);  // it is gone already; said here so that the linker takes via.cpp
    Arrival arrival(*me, msg, sip);
    if (const auto flow = arrival.flow(); tport_of(flow) && tport_is_stream(tport_of(flow)))
        me->connections_.heard(endpoint_of(*msg_addr(msg)), me->loop_.now());
    me->on_arrival_(arrival);
    return 0;
}

void Stack::end_late_answers(const std::string& call_id) { late_answers_.expect(call_id, loop_.now()); }

void Stack::on_stray_response(msg_t* msg, const sip_t* sip) {
    const bool answer = sip && sip->sip_status && sip->sip_status->st_status / 100 == 2 && sip->sip_cseq &&
                        sip->sip_cseq->cs_method == sip_method_invite && sip->sip_call_id &&
                        sip->sip_to->a_tag;
    const bool late = answer && late_answers_.expected(str(sip->sip_call_id->i_id), loop_.now());
    if (!late || nta_msg_ackbye(agent_, msg) < 0) nta_msg_discard(agent_, msg);
}

const Listen* Stack::listening_on(const std::string& ip) const {
    const auto found = std::find_if(listening_.begin(), listening_.end(),
                                    [&](const Listen& listen) { return listen.ip == ip; });
    return found == listening_.end() ? nullptr : &*found;
}

/// A browser may come by a proxy from a family of addresses that we don't listen in; its sound finds a way
/// that there is.
std::string Stack::near_ip(const std::string& peer_ip) const {
    const bool v6 = is_v6(peer_ip);
    std::string first;
    bool several = false;
    for (const auto& listen : listening_) {
        if (is_v6(listen.ip) != v6) continue;
        several = several || (!first.empty() && first != listen.ip);
        if (first.empty()) first = listen.ip;
    }
    if (first.empty()) return listening_.front().ip;
    if (!several) return first;
    if (const auto known = near_.find(peer_ip); known != near_.end()) return known->second;
    if (near_.size() > 10000) near_.clear();
    const auto routed = route_source(peer_ip);
    return near_[peer_ip] = listening_on(routed) ? routed : first;
}

/// Left to itself nta sends from its first socket, whatever the address family and the route. The text lives
/// as long as we do: nta keeps the pointer.
const char* Stack::sender_for(nta_leg_t* leg, const NewRequest& request) const {
    const sip_route_t* route{};
    const sip_contact_t* target{};
    nta_leg_get_route(leg, &route, &target);
    auto uri = !request.next_hop.empty() ? request.next_hop : route ? text_of(*route->r_url) : std::string{};
    if (uri.empty()) uri = target ? text_of(*target->m_url) : request.uri;
    const auto parsed = parse_uri(uri);
    if (!parsed || !address_of(parsed->host)) return nullptr;
    const auto* listen = listening_on(near_ip(parsed->host));
    return listen ? listen->ip.c_str() : nullptr;
}

std::string Stack::contact(const std::string& peer_ip, Transport transport) const {
    const auto ip = near_ip(peer_ip);
    const Listen* chosen = nullptr;
    for (const auto& listen : listening_) {
        if (listen.transport != transport || is_v6(listen.ip) != is_v6(peer_ip)) continue;
        if (!chosen || listen.ip == ip) chosen = &listen;
    }
    const bool elsewhere = !chosen;  // we listen for none of these, but call by one
    if (elsewhere) chosen = &listening_.front();
    const auto host = bracketed(outlook_.shown(elsewhere ? ip : chosen->ip, peer_ip));
    const auto port = elsewhere && transport == Transport::tls ? default_port(transport) : chosen->port;
    const auto parameter = is_connection(transport) ? ";transport=" + uri_name_of(transport) : std::string{};
    return "<sip:layby@" + host + ":" + std::to_string(port) + parameter + ">";
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

void Stack::note_leg(LegId leg, const std::string& call_id) {
    if (options_.tape) options_.tape->note_leg(leg, call_id, loop_.now());
}

std::uint64_t Stack::malformed() const {
    usize_t bad{};
    nta_agent_get_stats(agent_, NTATAG_S_BAD_MESSAGE_REF(bad), TAG_END());
    return bad;
}

}  // namespace layby::sip
