#include "edge/edge.hpp"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <thread>
#include <unordered_map>
#include <utility>

#include "edge/inner_ways.hpp"
#include "edge/lines.hpp"
#include "edge/web_socket.hpp"
#include "runtime/log.hpp"
#include "tls/pipe.hpp"
#include "words/networks.hpp"
#include "words/plain_ip.hpp"

namespace layby::edge {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

namespace {

constexpr auto when_out_of_files = std::chrono::milliseconds(200);
/// Of one source one line in so long; how many there were tells the counter.
constexpr auto between_lines = std::chrono::minutes(1);
constexpr std::size_t remembered_sources = 10'000;

tcp::endpoint endpoint_of(const Address& address) {
    return {asio::ip::make_address(address.ip), address.port};
}

tcp::acceptor listen_at(asio::io_context& io, const Address& address) {
    const auto endpoint = endpoint_of(address);
    tcp::acceptor acceptor(io);
    acceptor.open(endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    if (endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true));
    acceptor.bind(endpoint);
    acceptor.listen(tcp::acceptor::max_listen_connections);
    return acceptor;
}

}  // namespace

struct Edge::Inside {
    struct Door {
        Transport transport;
        tcp::acceptor acceptor;
        Address inside;
        asio::steady_timer pause;
    };
    using Socket = WebSocket::Socket;

    EdgeLimits limits;
    tls::Context context;  ///< the edge's thread
    std::vector<std::uint16_t> ports;
    BrowsersInside browsers;
    std::vector<KnownPeer> known;                    ///< the edge's thread
    std::function<void(const LineNews&)> tell_news;  ///< the edge's thread
    std::shared_ptr<tls::PipeHost> host{std::make_shared<tls::PipeHost>()};
    std::shared_ptr<WebSocketHost> web_host{std::make_shared<WebSocketHost>()};
    std::unordered_map<std::string, std::size_t> beginning;  ///< by source
    std::unordered_map<std::string, std::chrono::steady_clock::time_point> told;
    std::atomic<std::size_t> connections{}, web_sockets{};
    std::atomic<std::uint64_t> failed{}, away{}, refused{};
    asio::io_context io{1};  ///< with it go the pipes, which tell what stands above
    InnerWays ways{io, [this](const Address& peer, const std::string& why) {
                       ++away;
                       complain(peer, "a connection can't be passed on: " + why);
                   }};
    Lines lines{io,
                {[this](const Address& inside, const Address& peer, const tls::Pipe::Opened& opened) {
                     ways.open(inside, peer, opened);
                 },
                 [this](const LineNews& news) {
                     if (tell_news) tell_news(news);
                 }},
                {}};
    std::vector<std::unique_ptr<Door>> doors;
    std::thread thread;

    void accept(Door& door);
    void take(Door& door, tcp::socket socket);
    void encrypt(const Door& door, tcp::socket socket, const Address& peer);
    void pass_on(tls::Pipe& pipe, const Address& peer, const Address& door);
    std::shared_ptr<WebSocket> web_socket(Socket socket, const Address& peer, bool by_tls);
    void enter(HandedOver browser);
    Address inside_of(const Address& peer, const SSL& connection, const Address& otherwise);
    bool has_room_for(const Address& peer);
    void begun(const Address& peer);
    void complain(const Address& peer, const std::string& what);
    void meet_hosts();
    void run() noexcept;
};

void Edge::Inside::accept(Door& door) {
    door.acceptor.async_accept([this, &door](const error_code& error, tcp::socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (!error) {
            take(door, std::move(socket));
            return accept(door);
        }
        door.pause.expires_after(when_out_of_files);
        door.pause.async_wait([this, &door](const error_code& aborted) {
            if (!aborted) accept(door);
        });
    });
}

void Edge::Inside::take(Door& door, tcp::socket socket) {
    error_code gone;
    const auto remote = socket.remote_endpoint(gone);
    if (gone) return;
    const Address peer{plain_ip(remote.address().to_string()), remote.port()};
    if (!has_room_for(peer)) return;
    if (door.transport != Transport::ws) return encrypt(door, std::move(socket), peer);
    socket.set_option(tcp::no_delay(true), gone);
    web_socket(std::move(socket), peer, false)->start();
}

void Edge::Inside::encrypt(const Door& door, tcp::socket socket, const Address& peer) {
    ++connections;
    ++beginning[source_of(peer.ip)];
    const tls::Pipe::Patience patience{limits.handshake, limits.reading};
    const auto pipe = std::make_shared<tls::Pipe>(std::move(socket), peer, context, host, patience);
    if (door.transport == Transport::tls) return pass_on(*pipe, peer, door.inside);
    pipe->start(tls::Protocol::http, [this, peer](const auto& opened) {
        tls::open_pair(io, opened,
                       [this, peer](Socket plain) { web_socket(std::move(plain), peer, true)->start(); });
    });
}

void Edge::Inside::pass_on(tls::Pipe& pipe, const Address& peer, const Address& door) {
    const auto inside = std::make_shared<Address>(door);
    const auto open = [this, peer, inside](const auto& opened) { ways.open(*inside, peer, opened); };
    if (known.empty()) return pipe.start(tls::Protocol::sip, open);
    pipe.start(tls::Protocol::sip, open, [this, peer, inside](const SSL& connection) {
        *inside = inside_of(peer, connection, *inside);
        return std::string{};
    });
}

std::shared_ptr<WebSocket> Edge::Inside::web_socket(Socket socket, const Address& peer, bool by_tls) {
    ++web_sockets;
    ++beginning[source_of(peer.ip)];
    const WebSocket::Patience patience{limits.handshake, limits.reading, limits.silence};
    return std::make_shared<WebSocket>(std::move(socket), peer, by_tls, web_host, patience);
}

void Edge::Inside::enter(HandedOver browser) {
    if (!has_room_for(browser.peer)) return;
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    getsockname(browser.socket.get(), reinterpret_cast<sockaddr*>(&own), &size);
    const int protocol = own.ss_family == AF_UNIX ? 0 : IPPROTO_TCP;
    Socket socket(io);
    error_code error;
    socket.assign({own.ss_family, protocol}, browser.socket.get(), error);
    if (error) return complain(browser.peer, "a WebSocket can't be taken over: " + error.message());
    browser.socket.release();
    if (protocol == IPPROTO_TCP) socket.set_option(tcp::no_delay(true), error);
    web_socket(std::move(socket), browser.peer, browser.by_tls)->start(browser.request);
}

/// A trunk that proves itself by a certificate has a place of its own inside.
Address Edge::Inside::inside_of(const Address& peer, const SSL& connection, const Address& otherwise) {
    if (!tls::showed_certificate(connection)) return otherwise;
    for (const auto& one : known)
        if (tls::is_proved(connection, one.peer)) return place_for(peer, one.inside, one.inside_v6);
    complain(peer, "a certificate proves nobody who is known here: it is for " +
                       log::printable(tls::names_shown(connection)));
    return otherwise;
}

bool Edge::Inside::has_room_for(const Address& peer) {
    const auto found = beginning.find(source_of(peer.ip));
    if (connections + web_sockets < limits.connections &&
        (found == beginning.end() || found->second < limits.handshakes_per_source))
        return true;
    ++away;
    complain(peer, "a connection is turned away: too many connections");
    return false;
}

void Edge::Inside::begun(const Address& peer) {
    const auto found = beginning.find(source_of(peer.ip));
    if (found != beginning.end() && --found->second == 0) beginning.erase(found);
}

void Edge::Inside::complain(const Address& peer, const std::string& what) {
    const auto now = std::chrono::steady_clock::now();
    if (told.size() > remembered_sources) told.clear();
    auto& last = told[source_of(peer.ip)];
    if (last != decltype(now){} && now - last < between_lines) return;
    last = now;
    log::warning(what, {{"from", peer.ip}});
}

/// They live as long as the loop, which ends before we do.
void Edge::Inside::meet_hosts() {
    const auto is_gone = [](auto& count) { return [&count] { --count; }; };
    *host = {.handshake_failed =
                 [this](const Address& peer, const std::string& why) {
                     ++failed;
                     complain(peer, "a TLS connection failed: " + log::printable(why));
                 },
             .shaken = [this](const Address& peer) { begun(peer); },
             .gone = is_gone(connections)};
    *web_host = {.open =
                     [this](const Address& peer, bool encrypted, const auto& opened) {
                         ways.open(encrypted ? browsers.wss : browsers.ws, peer, opened);
                     },
                 .refused =
                     [this](const Address& peer, const std::string& why) {
                         ++refused;
                         complain(peer, "a WebSocket is not for SIP: " + why);
                     },
                 .begun = [this](const Address& peer) { begun(peer); },
                 .gone = is_gone(web_sockets)};
}

void Edge::Inside::run() noexcept {
    pthread_setname_np(pthread_self(), "edge");
    tls::no_broken_pipes();
    while (!io.stopped()) try {
            io.run();
        } catch (const std::exception& bug) {
            log::error("a connection to the edge was dropped: {}", bug.what());
        }
}

Edge::Edge(const std::vector<EdgeDoor>& doors, BrowsersInside browsers, tls::Context context,
           EdgeLimits limits)
    : inside_(std::make_unique<Inside>()) {
    auto& in = *inside_;
    in.limits = limits;
    in.context = std::move(context);
    in.browsers = std::move(browsers);
    in.meet_hosts();
    for (const auto& door : doors) {
        in.doors.push_back(std::make_unique<Inside::Door>(Inside::Door{
            door.transport, listen_at(in.io, door.outside), door.inside, asio::steady_timer(in.io)}));
        in.ports.push_back(in.doors.back()->acceptor.local_endpoint().port());
    }
    const auto until_stopped = asio::make_work_guard(in.io);
    in.thread = std::thread([&in, until_stopped] { in.run(); });
}

Edge::~Edge() {
    inside_->io.stop();
    inside_->thread.join();
}

void Edge::begin() {
    asio::post(inside_->io, [in = inside_.get()] {
        for (const auto& door : in->doors) in->accept(*door);
    });
}

void Edge::use(tls::Context context) {
    asio::post(inside_->io, [in = inside_.get(), context = std::move(context)]() mutable {
        in->context = std::move(context);
    });
}

void Edge::enter(HandedOver browser) {
    asio::post(inside_->io, [in = inside_.get(), browser = std::move(browser)]() mutable {
        in->enter(std::move(browser));
    });
}

const std::vector<std::uint16_t>& Edge::ports() const { return inside_->ports; }

std::optional<Address> Edge::claim(const Address& inner) { return inside_->ways.claim(inner); }

void Edge::know(std::vector<KnownPeer> peers) {
    asio::post(inside_->io,
               [in = inside_.get(), peers = std::move(peers)]() mutable { in->known = std::move(peers); });
}

void Edge::watch_lines(std::function<void(const LineNews&)> tell) {
    asio::post(inside_->io,
               [in = inside_.get(), tell = std::move(tell)]() mutable { in->tell_news = std::move(tell); });
}

void Edge::want(WantedLine line) {
    asio::post(inside_->io,
               [in = inside_.get(), line = std::move(line)]() mutable { in->lines.want(std::move(line)); });
}

void Edge::give_up(const std::string& trunk) {
    asio::post(inside_->io, [in = inside_.get(), trunk] { in->lines.give_up(trunk); });
}

void Edge::next_server(const std::string& trunk) {
    asio::post(inside_->io, [in = inside_.get(), trunk] { in->lines.next_server(trunk); });
}

std::size_t Edge::connections() const { return inside_->connections; }
std::size_t Edge::web_sockets() const { return inside_->web_sockets; }
std::uint64_t Edge::failed_handshakes() const { return inside_->failed; }
std::uint64_t Edge::turned_away() const { return inside_->away; }
std::uint64_t Edge::refused_web_sockets() const { return inside_->refused; }

}  // namespace layby::edge
