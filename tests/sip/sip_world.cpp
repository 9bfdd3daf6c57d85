#include "sip_world.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "sip/stack/loop_inside.hpp"
#include "world/virtual_time.hpp"

namespace layby::tests {
namespace {

sip::Options default_options() {
    sip::Options options;
    options.listen = {{Transport::udp, "127.0.0.1", 0}, {Transport::tcp, "127.0.0.1", 0}};
    options.trunks = {{.name = "outside",
                       .host = {},
                       .port = 0,
                       .transport = Transport::udp,
                       .addresses = {"127.0.0.1", "::1"},
                       .user = {},
                       .password = {}}};
    options.accounts = {{"201", "secret201"}, {"202", "secret202"}};
    return options;
}

socklen_t fill(sockaddr_storage& address, const std::string& ip, std::uint16_t port) {
    if (ip.find(':') == std::string::npos) {
        auto& v4 = reinterpret_cast<sockaddr_in&>(address);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        inet_pton(AF_INET, ip.c_str(), &v4.sin_addr);
        return sizeof v4;
    }
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    inet_pton(AF_INET6, ip.c_str(), &v6.sin6_addr);
    return sizeof v6;
}

int serial = 0;

}  // namespace

SipWorld::SipWorld(std::function<void(sip::Options&)> change) {
    options = default_options();
    if (change) change(options);
    open_endpoint();
    settle();
}

SipWorld::~SipWorld() { close_endpoint(); }

void SipWorld::settle() {
    for (int i = 0; i < 8; ++i) su_root_step(loop.inside().root, 0);
}

void SipWorld::pass(Duration time) {
    const auto end = virtual_now() + time;
    settle();
    while (virtual_now() < end) {
        turn_clock(std::min<Duration>(10ms, end - virtual_now()));
        su_root_step(loop.inside().root, 0);
    }
    settle();
}

std::uint16_t SipWorld::port(Transport transport, const std::string& ip) const {
    for (const auto& listen : front->listening())
        if (listen.transport == transport && listen.ip == ip) return listen.port;
    return 0;
}

void SipWorld::wait_for_fact(Duration within) {
    settle();
    const auto end = virtual_now() + within;
    while (facts.empty() && virtual_now() < end) pass(10ms);
}

void SipWorld::expect_nothing_left() {
    pass(70s);
    const auto left = front->counters();
    EXPECT_EQ(left.dialogs, 0u);
    EXPECT_EQ(left.server_transactions, 0u);
    EXPECT_EQ(left.client_transactions, 0u);
    EXPECT_EQ(left.subscriptions, 0u);
    EXPECT_EQ(left.timers, standing_timers);
    EXPECT_TRUE(facts.empty()) << "a fact that nobody expected: " << facts.front().index();
}

MediaDescription our_media(std::uint16_t port) {
    MediaDescription media;
    media.rtp = {"127.0.0.1", port};
    media.codecs = {{Codec::pcma, 8}, {Codec::pcmu, 0}};
    media.digits_8k = 101;
    return media;
}

LegId establish_inbound(SipWorld& world, Peer& peer, const std::string& headers) {
    peer.send(peer.new_invite("701", headers, peer.sdp()));
    const auto arrived = world.expect<calls::CallArrived>();
    world.order(calls::Answer{arrived.leg, our_media(), desk});
    peer.learn(peer.expect_response(200, "INVITE"));
    peer.send(peer.ack());
    world.expect<calls::CallConfirmed>();
    peer.drop_all();
    return arrived.leg;
}

Peer::Peer(PeerWorld& world, const std::string& address, const std::string& server_ip)
    : ip(address), world_(world), server_ip_(server_ip.empty() ? address : server_ip) {
    sockaddr_storage bound{};
    auto size = fill(bound, ip, 0);
    socket_ = socket(bound.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&bound), size), 0);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&bound), &size);
    port = ntohs(bound.ss_family == AF_INET ? reinterpret_cast<sockaddr_in&>(bound).sin_port
                                            : reinterpret_cast<sockaddr_in6&>(bound).sin6_port);
}

Peer::~Peer() { close(socket_); }

void Peer::send(const std::string& text) {
    server_port_ = world_.port(Transport::udp, server_ip_);
    send_unheard(text);
}

void Peer::send_unheard(const std::string& text) {
    sockaddr_storage to{};
    const auto size = fill(to, server_ip_, server_port_);
    ASSERT_EQ(sendto(socket_, text.data(), text.size(), 0, reinterpret_cast<sockaddr*>(&to), size),
              static_cast<ssize_t>(text.size()));
    world_.settle();
}

void Peer::read() {
    std::array<char, 65536> bytes{};
    for (ssize_t n; (n = recv(socket_, bytes.data(), bytes.size(), 0)) > 0;)
        unread_.push_back(SipMessage::parse({bytes.data(), static_cast<std::size_t>(n)}));
}

std::optional<SipMessage> Peer::take(const std::function<bool(const SipMessage&)>& fits, Duration within) {
    const auto end = virtual_now() + within;
    for (;;) {
        world_.settle();
        read();
        const auto found = std::find_if(unread_.begin(), unread_.end(), fits);
        if (found != unread_.end()) {
            auto message = *found;
            unread_.erase(found);
            return message;
        }
        if (virtual_now() >= end) return {};
        world_.pass(10ms);
    }
}

SipMessage Peer::expect_request(const std::string& method, Duration within) {
    const auto found = take([&](const SipMessage& m) { return m.method() == method; }, within);
    if (!found) ADD_FAILURE() << "no " << method << (unread_.empty() ? "" : ", but " + unread_.front().start);
    return found.value_or(SipMessage{});
}

SipMessage Peer::expect_response(int status, const std::string& method, Duration within) {
    const auto found = take(
        [&](const SipMessage& m) {
            return !m.is_request() && m.status() == status && m.cseq_method() == method;
        },
        within);
    if (!found)
        ADD_FAILURE() << "no " << status << " to " << method
                      << (unread_.empty() ? "" : ", but " + unread_.front().start);
    return found.value_or(SipMessage{});
}

bool Peer::quiet() {
    world_.settle();
    read();
    return unread_.empty();
}

std::size_t Peer::drop_all() {
    world_.settle();
    read();
    return std::exchange(unread_, {}).size();
}

std::size_t Peer::count(const std::string& start_prefix) {
    world_.settle();
    read();
    return static_cast<std::size_t>(std::count_if(unread_.begin(), unread_.end(), [&](const SipMessage& m) {
        return m.start.starts_with(start_prefix);
    }));
}

std::string Peer::via(const std::string& branch) {
    last_branch = branch.empty() ? "z9hG4bK" + std::to_string(++serial) : branch;
    const auto host = ip.find(':') == std::string::npos ? ip : "[" + ip + "]";
    return "Via: SIP/2.0/" + via_transport + " " + host + ":" + std::to_string(port) +
           ";branch=" + last_branch + ";rport\r\n";
}

std::string Peer::request(const std::string& method, const std::string& headers, const std::string& body,
                          const std::string& type) {
    const auto host = ip.find(':') == std::string::npos ? ip : "[" + ip + "]";
    const int number = method == "ACK" || method == "CANCEL" ? last_invite : ++cseq;
    if (method == "INVITE") last_invite = number;
    const auto line = method == "CANCEL" ? via(last_branch) : via();
    return method + " " + target + " SIP/2.0\r\n" + line + "Max-Forwards: 70\r\nFrom: " + local +
           "\r\nTo: " + remote + "\r\nCall-ID: " + call_id + "\r\nCSeq: " + std::to_string(number) + " " +
           method + "\r\nContact: <sip:peer@" + host + ":" + std::to_string(port) +
           (via_transport == "TCP" ? ";transport=tcp" : "") + ">\r\n" + headers +
           (body.empty() ? "" : "Content-Type: " + type + "\r\n") +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string Peer::new_invite(const std::string& number, const std::string& headers, const std::string& body) {
    call_id = "call-" + std::to_string(++serial) + "@peer";
    local = "\"Ann Lee\" <sip:5551234@example.net>;tag=peer" + std::to_string(serial);
    remote = "<sip:" + number + "@127.0.0.1>";
    target = "sip:" + number + "@127.0.0.1:" + std::to_string(world_.port(Transport::udp, ip));
    return request("INVITE", headers, body);
}

std::string Peer::ack(const std::string& body) { return request("ACK", {}, body); }

std::string Peer::reply(const SipMessage& to, int status, const std::string& headers,
                        const std::string& body) {
    std::string text = "SIP/2.0 " + std::to_string(status) + " Reply\r\n";
    for (const auto& via_value : to.all("Via")) text += "Via: " + via_value + "\r\n";
    auto to_value = to.header("To");
    if (status > 100 && tag_of(to_value).empty()) to_value += ";tag=" + tag_of(local);
    text += "From: " + to.header("From") + "\r\nTo: " + to_value + "\r\nCall-ID: " + to.header("Call-ID") +
            "\r\nCSeq: " + to.header("CSeq") + "\r\n";
    const auto host = ip.find(':') == std::string::npos ? ip : "[" + ip + "]";
    if (to.cseq_method() == "INVITE" && headers.find("Contact:") == std::string::npos)
        text += "Contact: <sip:peer@" + host + ":" + std::to_string(port) + ">\r\n";
    return text + headers + (body.empty() ? "" : "Content-Type: application/sdp\r\n") +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

void Peer::learn(const SipMessage& message) {
    call_id = message.header("Call-ID");
    if (message.is_request()) {
        remote = message.header("From");
        if (local.empty() || tag_of(local).empty())
            local = message.header("To") + ";tag=peer" + std::to_string(++serial);
    } else {
        remote = message.header("To");
    }
    if (message.has("Contact")) target = uri_in(message.header("Contact"));
}

std::string Peer::sdp(int version, const std::string& extra, int audio_port) const {
    const std::string family = ip.find(':') == std::string::npos ? "IP4 " : "IP6 ";
    return "v=0\r\no=- 7 " + std::to_string(version) + " IN " + family + ip + "\r\ns=-\r\nc=IN " + family +
           ip + "\r\nt=0 0\r\nm=audio " + std::to_string(audio_port) +
           " RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n" + extra;
}

}  // namespace layby::tests
