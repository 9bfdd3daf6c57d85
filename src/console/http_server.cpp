#include "console/http_server.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include "console/connection.hpp"
#include "console/local_socket.hpp"
#include "console/site.hpp"
#include "runtime/log.hpp"
#include "tls/peer.hpp"
#include "tls/pipe.hpp"
#include "tls/server_names.hpp"
#include "words/plain_ip.hpp"

namespace layby::console {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using local = asio::local::stream_protocol;

namespace {

/// For how long the last answers may take to get out.
constexpr auto farewell = std::chrono::milliseconds(500);
/// How often sessions are looked over.
constexpr auto between_rounds = std::chrono::seconds(30);

tcp::endpoint endpoint_of(const std::string& ip, std::uint16_t port) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(ip, error);
    if (error) throw std::runtime_error(fmt::format("console: \"{}\" is not an IP address", ip));
    return {address, port};
}

std::string why(const boost::system::error_code& error) {
    if (error == asio::error::address_in_use) return "is in use by another program";
    if (error == asio::error::access_denied) return "needs more rights (ports below 1024 belong to root)";
    return "can't be opened: " + error.message();
}

tcp::acceptor listen_at(asio::io_context& io, const std::string& ip, std::uint16_t port) {
    const auto endpoint = endpoint_of(ip, port);
    tcp::acceptor acceptor(io);
    boost::system::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error) throw std::runtime_error(fmt::format("console: port {}/tcp on {} {}", port, ip, why(error)));
    return acceptor;
}

/// One address at which connections come in, with a limit of its own: a crowd at one door shuts no other.
template <class Acceptor>
class Door {
  public:
    using Socket = typename Acceptor::protocol_type::socket;
    using Entered = std::function<void(Connection::Socket)>;
    /// Takes a socket that it makes readable first, for `entered`; false: there is no need.
    using Unlock = std::function<bool(Socket&, const Entered& entered)>;
    Door(
        asio::io_context& io, Acceptor& acceptor, Visitor (*visitor)(Socket&), const Connection::Room& room,
        Unlock unlock = [](Socket&, const Entered&) { return false; })
        : acceptor_(acceptor), visitor_(visitor), room_(room), unlock_(std::move(unlock)), pause_(io) {}

    void accept() {
        acceptor_.async_accept([this](boost::system::error_code error, Socket socket) {
            on_accepted(error, std::move(socket));
        });
    }

    /// Nobody comes in any more; who is in gets an answer and leaves.
    void close() {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
        crowd_->end();
    }

  private:
    void on_accepted(boost::system::error_code error, Socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (error) {  // out of files: don't spin
            pause_.expires_after(std::chrono::milliseconds(200));
            return pause_.async_wait([this](boost::system::error_code failed) {
                if (!failed) accept();
            });
        }
        const auto visitor = visitor_(socket);
        auto by_tls = visitor;
        by_tls.tls = true;
        const bool locked =
            unlock_(socket, [this, by_tls](Connection::Socket plain) { enter(std::move(plain), by_tls); });
        if (!locked) enter(std::move(socket), visitor);
        accept();
    }

    void enter(Connection::Socket socket, const Visitor& visitor) {
        if (crowd_->ending || crowd_->here.size() >= room_.limits.connections) return;
        std::make_shared<Connection>(std::move(socket), visitor, room_, crowd_)->read();
    }

    Acceptor& acceptor_;
    Visitor (*visitor_)(Socket&);
    const Connection::Room& room_;
    Unlock unlock_;
    asio::steady_timer pause_;
    std::shared_ptr<Crowd> crowd_{std::make_shared<Crowd>()};
};

Visitor over_tcp(tcp::socket& socket) {
    boost::system::error_code error;
    const auto from = socket.remote_endpoint(error);
    return {.trusted = false,
            .who = {},
            .from = error ? "unknown" : plain_ip(from.address().to_string()),
            .port = error ? std::uint16_t{} : from.port()};
}

Visitor over_socket(local::socket& socket) { return visitor_at(socket.native_handle()); }

/// The pipes go with the loop, which may outlive the server.
std::shared_ptr<tls::PipeHost> host_with(const std::shared_ptr<std::size_t>& handshakes) {
    const auto failed = [](const Address& peer, const std::string& why) {
        log::debug("console: TLS with {} failed: {}", peer.ip, log::printable(why));
    };
    return std::make_shared<tls::PipeHost>(
        tls::PipeHost{failed, [handshakes](const Address&) { --*handshakes; }, [] {}});
}

/// One by which we can be called: no name that stands for many.
std::string host_in(const tls::CertificateNames& names) {
    for (const auto* all : {&names.dns, &names.addresses, &names.common})
        for (const auto& name : *all)
            if (!name.empty() && name.find_first_of("* ") == std::string::npos) return name;
    return {};
}

using Sockets = std::vector<std::unique_ptr<LocalSocket>>;

Sockets open_sockets(asio::io_context& io, const std::vector<SocketFile>& files) {
    Sockets out;
    for (const auto& file : files) try {
            out.push_back(std::make_unique<LocalSocket>(io, file));
        } catch (const std::runtime_error& error) {
            log::error("{}; commands can't use it", error.what());
        }
    return out;
}

}  // namespace

struct HttpServer::Inside {
    Limits limits;
    /// Shared with the replies that are out: one of them may be posting while the server goes.
    std::shared_ptr<asio::io_context> io{std::make_shared<asio::io_context>(1)};
    tls::Context tls;  ///< null: plain HTTP
    const std::shared_ptr<std::size_t> handshakes{std::make_shared<std::size_t>(0)};
    const std::shared_ptr<tls::PipeHost> pipes{host_with(handshakes)};
    tcp::acceptor acceptor;
    std::uint16_t port;
    Sockets sockets;
    Workers workers;  ///< they post, and are gone after those who asked them
    Sites sites;
    asio::steady_timer round;  ///< until sessions are looked over again
    Connection::Room room;
    Door<tcp::acceptor> front;
    std::vector<std::unique_ptr<Door<local::acceptor>>> own;
    std::thread thread;

    Inside(const Doors& doors, Desk desk, Limits chosen, std::vector<TenantDoor> tenants)
        : limits(chosen),
          tls(doors.tls),
          acceptor(listen_at(*io, doors.ip, doors.port)),
          port(acceptor.local_endpoint().port()),
          sockets(open_sockets(*io, doors.sockets)),
          workers(poster(io)),
          round(*io),
          room{sites, limits},
          front(*io, acceptor, over_tcp, room,
                [this](auto& socket, const auto& entered) { return unlock(socket, entered); }) {
        add_site({}, doors, std::move(desk));
        for (auto& tenant : tenants) add_site(tenant.name, tenant.doors, std::move(tenant.desk));
        for (const auto& socket : sockets)
            own.push_back(
                std::make_unique<Door<local::acceptor>>(*io, socket->acceptor(), over_socket, room));
    }

    Gate gate_of(const Doors& doors) const {
        return {doors.ip,
                port,
                doors.token,
                doors.reading_is_free,
                doors.proxy,
                [this](const std::string& host) { return tls && tls::is_shown_for(tls, host); },
                [this] { return tls ? host_in(tls::names_of(tls)) : std::string{}; }};
    }

    /// By TLS, where it is spoken; whoever comes while too many shake hands is closed.
    bool unlock(tcp::socket& socket, const Door<tcp::acceptor>::Entered& entered) {
        if (!tls) return false;
        boost::system::error_code gone;
        const auto peer = socket.remote_endpoint(gone);
        if (gone || *handshakes >= limits.connections) return true;
        ++*handshakes;
        const tls::Pipe::Patience patience{limits.request, limits.request};
        std::make_shared<tls::Pipe>(std::move(socket), Address{peer.address().to_string(), peer.port()}, tls,
                                    pipes, patience)
            ->start(tls::Protocol::http,
                    [this, entered](const auto& opened) { tls::open_pair(*io, opened, entered); });
        return true;
    }

    void add_site(const std::string& tenant, const Doors& doors, Desk desk) {
        sites[tenant] = std::make_unique<Site>(tenant, io, workers, gate_of(doors), doors, std::move(desk));
    }

    void accept();
    void go_round();
    void run() noexcept;
    void work() noexcept;
    void say_goodbye() noexcept;
    void stop();
};

void HttpServer::Inside::go_round() {
    round.expires_after(between_rounds);
    round.async_wait([this](boost::system::error_code error) {
        if (error) return;
        for (const auto& [tenant, site] : sites) site->look_over();
        go_round();
    });
}

void HttpServer::Inside::accept() {
    for (const auto& [tenant, site] : sites) site->begin();
    go_round();
    front.accept();
    for (const auto& door : own) door->accept();
}

void HttpServer::Inside::run() noexcept {
    pthread_setname_np(pthread_self(), "console");
    tls::no_broken_pipes();
    work();
    say_goodbye();
}

void HttpServer::Inside::work() noexcept {
    while (!io->stopped()) {
        try {
            io->run();
        } catch (const std::exception& bug) {
            log::error("console: a request was dropped: {}", bug.what());
        }
    }
}

void HttpServer::Inside::say_goodbye() noexcept try {
    io->restart();
    for (const auto& [tenant, site] : sites) site->end();
    round.cancel();
    front.close();
    for (const auto& door : own) door->close();
    io->run_for(farewell);
} catch (const std::exception& bug) {
    log::error("console: the last answers were dropped: {}", bug.what());
}

/// Replies that were posted before are rendered before the loop stops.
void HttpServer::Inside::stop() {
    if (!thread.joinable()) return;
    asio::post(*io, [this] { io->stop(); });
    thread.join();
}

HttpServer::HttpServer(Doors doors, Desk desk, Limits limits, std::vector<TenantDoor> tenants)
    : inside_(std::make_unique<Inside>(doors, std::move(desk), limits, std::move(tenants))) {
    inside_->accept();
    inside_->thread = std::thread([inside = inside_.get()] { inside->run(); });
}

HttpServer::~HttpServer() { inside_->stop(); }

void HttpServer::tell(News news, const std::string& tenant) {
    const auto site = inside_->sites.find(tenant);
    if (site != inside_->sites.end()) site->second->tell(std::move(news));
}

void HttpServer::use(tls::Context tls) {
    asio::post(*inside_->io, [inside = inside_.get(), tls = std::move(tls)] {
        if (inside->tls && tls) inside->tls = tls;
    });
}

void HttpServer::use(AllRights rights, const std::string& tenant) {
    const auto site = inside_->sites.find(tenant);
    if (site == inside_->sites.end()) return;
    asio::post(*inside_->io, [site = site->second.get(), rights = std::move(rights)] { site->use(rights); });
}

void HttpServer::finish() { inside_->stop(); }

void HttpServer::settle() {
    constexpr auto longest = std::chrono::seconds{2};
    const auto reached = std::make_shared<std::promise<void>>();
    auto settled = reached->get_future();
    asio::post(*inside_->io, [reached] { reached->set_value(); });
    settled.wait_for(longest);
}

std::uint16_t HttpServer::port() const { return inside_->port; }

std::vector<std::string> HttpServer::sockets() const {
    std::vector<std::string> out;
    for (const auto& socket : inside_->sockets) out.push_back(socket->path());
    return out;
}

}  // namespace layby::console
