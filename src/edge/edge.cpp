#include "edge/edge.hpp"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <map>
#include <thread>
#include <unordered_map>
#include <utility>

#include "runtime/log.hpp"
#include "runtime/mailbox.hpp"
#include "tls/pipe.hpp"
#include "words/networks.hpp"

namespace layby::edge {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

namespace {

constexpr auto when_out_of_files = std::chrono::milliseconds(200);
/// Of one source one line in so long; how many there were tells the counter.
constexpr auto between_lines = std::chrono::minutes(1);
constexpr std::size_t remembered_sources = 10'000;

struct Announced {
    Address inner;
    std::optional<Address> peer;  ///< none: it came to nothing
};

std::string plain_ip(const asio::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

tcp::endpoint endpoint_of(const Address& address) {
    return {asio::ip::make_address(address.ip), address.port};
}

/// A port that was used rests for a minute, so connections begin at some thousand addresses of loopback.
asio::ip::address own_loopback(const tcp::endpoint& inside, std::uint32_t count) {
    if (inside.address().is_v6()) return asio::ip::address_v6::loopback();
    constexpr std::uint32_t first = 0x7f010001, addresses = 4096;
    return asio::ip::address_v4(first + count % addresses);
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
        tcp::acceptor acceptor;
        tcp::endpoint inside;
        asio::steady_timer pause;
    };

    EdgeLimits limits;
    tls::Context context;  ///< the edge's thread
    std::vector<std::uint16_t> ports;
    std::shared_ptr<tls::PipeHost> host{std::make_shared<tls::PipeHost>()};
    std::unordered_map<std::string, std::size_t> shaking;  ///< by source
    std::unordered_map<std::string, std::chrono::steady_clock::time_point> told;
    runtime::Mailbox<Announced> announced;
    std::map<std::pair<std::string, std::uint16_t>, Address> awaited;  ///< its owner's thread
    std::uint32_t inner_connections{};                                 ///< that were made
    std::atomic<std::size_t> connections{};
    std::atomic<std::uint64_t> failed{}, away{};
    asio::io_context io{1};  ///< with it go the pipes, which tell what stands above
    std::vector<std::unique_ptr<Door>> doors;
    std::thread thread;

    void accept(Door& door);
    void take(Door& door, tcp::socket socket);
    void open(const tcp::endpoint& inside, const Address& peer, const tls::Pipe::Opened& opened);
    bool has_room_for(const std::string& source);
    void shaken(const Address& peer);
    void complain(const Address& peer, const std::string& what);
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
    const Address peer{plain_ip(remote.address()), remote.port()};
    if (!has_room_for(source_of(peer.ip))) {
        ++away;
        return complain(peer, "is turned away: too many connections");
    }
    ++connections;
    ++shaking[source_of(peer.ip)];
    const tls::Pipe::Patience patience{limits.handshake, limits.reading};
    std::make_shared<tls::Pipe>(std::move(socket), peer, context, host, patience)
        ->start([this, peer, inside = door.inside](const auto& opened) { open(inside, peer, opened); });
}

/// Who listens inside asks at once whose connection this is: it is announced before it is made.
void Edge::Inside::open(const tcp::endpoint& inside, const Address& peer, const tls::Pipe::Opened& opened) {
    auto socket = std::make_shared<tcp::socket>(io);
    error_code error;
    socket->open(inside.protocol(), error);
    if (!error) socket->bind({own_loopback(inside, ++inner_connections), 0}, error);
    if (!error) socket->set_option(tcp::no_delay(true), error);
    if (error) {
        ++away;
        complain(peer, "can't be passed on: " + error.message());
        return opened(error, tls::Pipe::Inside(io));
    }
    const auto own = socket->local_endpoint(error);
    const Address inner{own.address().to_string(), own.port()};
    announced.put({inner, peer});
    socket->async_connect(inside, [this, socket, inner, opened](const error_code& refused) {
        if (refused) announced.put({inner, {}});
        opened(refused, std::move(*socket));
    });
}

bool Edge::Inside::has_room_for(const std::string& source) {
    const auto found = shaking.find(source);
    return connections < limits.connections &&
           (found == shaking.end() || found->second < limits.handshakes_per_source);
}

void Edge::Inside::shaken(const Address& peer) {
    const auto found = shaking.find(source_of(peer.ip));
    if (found != shaking.end() && --found->second == 0) shaking.erase(found);
}

void Edge::Inside::complain(const Address& peer, const std::string& what) {
    const auto now = std::chrono::steady_clock::now();
    if (told.size() > remembered_sources) told.clear();
    auto& last = told[source_of(peer.ip)];
    if (last != decltype(now){} && now - last < between_lines) return;
    last = now;
    log::warning("a TLS connection " + what, {{"from", peer.ip}});
}

Edge::Edge(const std::vector<EdgeDoor>& doors, tls::Context context, EdgeLimits limits)
    : inside_(std::make_unique<Inside>()) {
    auto& in = *inside_;
    in.limits = limits;
    in.context = std::move(context);
    *in.host = {.handshake_failed =
                    [&in](const Address& peer, const std::string& why) {
                        ++in.failed;
                        in.complain(peer, "failed: " + log::printable(why));
                    },
                .shaken = [&in](const Address& peer) { in.shaken(peer); },
                .gone = [&in] { --in.connections; }};
    for (const auto& door : doors) {
        in.doors.push_back(std::make_unique<Inside::Door>(Inside::Door{
            listen_at(in.io, door.outside), endpoint_of(door.inside), asio::steady_timer(in.io)}));
        in.ports.push_back(in.doors.back()->acceptor.local_endpoint().port());
    }
    for (const auto& door : in.doors) in.accept(*door);
    in.thread = std::thread([&in] {
        pthread_setname_np(pthread_self(), "edge");
        tls::no_broken_pipes();
        in.io.run();
    });
}

Edge::~Edge() {
    inside_->io.stop();
    inside_->thread.join();
}

void Edge::use(tls::Context context) {
    asio::post(inside_->io, [in = inside_.get(), context = std::move(context)]() mutable {
        in->context = std::move(context);
    });
}

const std::vector<std::uint16_t>& Edge::ports() const { return inside_->ports; }

std::optional<Address> Edge::claim(const Address& inner) {
    for (auto& one : inside_->announced.take()) {
        const std::pair key{one.inner.ip, one.inner.port};
        if (one.peer)
            inside_->awaited.insert_or_assign(key, std::move(*one.peer));
        else
            inside_->awaited.erase(key);
    }
    auto found = inside_->awaited.extract({inner.ip, inner.port});
    if (found.empty()) return {};
    return std::move(found.mapped());
}

std::size_t Edge::connections() const { return inside_->connections; }
std::uint64_t Edge::failed_handshakes() const { return inside_->failed; }
std::uint64_t Edge::turned_away() const { return inside_->away; }

}  // namespace layby::edge
