#include "console/http_server.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <stdexcept>
#include <thread>

#include "console/connection.hpp"
#include "runtime/log.hpp"

namespace layby::console {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

/// For how long the last answers may take to get out.
constexpr auto farewell = std::chrono::milliseconds(500);

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

/// Hands jobs to the console thread as long as there is one; may outlive the server.
std::function<void(std::function<void()>)> poster(const std::shared_ptr<asio::io_context>& io) {
    return [weak = std::weak_ptr(io)](std::function<void()> job) {
        if (const auto alive = weak.lock()) asio::post(*alive, std::move(job));
    };
}

}  // namespace

struct HttpServer::Inside {
    Limits limits;
    std::shared_ptr<Crowd> crowd{std::make_shared<Crowd>()};
    /// Shared with the replies that are out: one of them may be posting while the server goes.
    std::shared_ptr<asio::io_context> io{std::make_shared<asio::io_context>(1)};
    Api api;
    tcp::acceptor acceptor;
    std::uint16_t port;
    asio::steady_timer pause;
    std::thread thread;

    Inside(const std::string& ip, std::uint16_t wanted, Desk desk, Limits chosen)
        : limits(chosen),
          api(std::move(desk), ip, poster(io)),
          acceptor(listen_at(*io, ip, wanted)),
          port(acceptor.local_endpoint().port()),
          pause(*io) {}

    void accept();
    void on_accepted(boost::system::error_code error, tcp::socket socket);
    void run() noexcept;
    void work() noexcept;
    void say_goodbye() noexcept;
    void stop();
};

void HttpServer::Inside::accept() {
    acceptor.async_accept([this](boost::system::error_code error, tcp::socket socket) {
        on_accepted(error, std::move(socket));
    });
}

void HttpServer::Inside::on_accepted(boost::system::error_code error, tcp::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (error) {  // out of files: don't spin
        pause.expires_after(std::chrono::milliseconds(200));
        return pause.async_wait([this](boost::system::error_code failed) {
            if (!failed) accept();
        });
    }
    if (crowd->here.size() < limits.connections)
        std::make_shared<Connection>(std::move(socket), api, limits, crowd)->read();
    accept();
}

void HttpServer::Inside::run() noexcept {
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
    boost::system::error_code ignored;
    acceptor.close(ignored);
    pause.cancel();
    crowd->end();
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

HttpServer::HttpServer(const std::string& ip, std::uint16_t port, Desk desk, Limits limits)
    : inside_(std::make_unique<Inside>(ip, port, std::move(desk), limits)) {
    inside_->accept();
    inside_->thread = std::thread([inside = inside_.get()] { inside->run(); });
}

HttpServer::~HttpServer() { inside_->stop(); }

void HttpServer::finish() { inside_->stop(); }

std::uint16_t HttpServer::port() const { return inside_->port; }

}  // namespace layby::console
