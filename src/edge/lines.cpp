#include "edge/lines.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <random>
#include <tuple>
#include <utility>

#include "runtime/log.hpp"

namespace layby::edge {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

namespace {

constexpr Duration between_complaints = std::chrono::minutes{1};
/// Shorter than that it was no success: who refuses us over TLS 1.3 does so after the handshake.
constexpr Duration long_enough = std::chrono::seconds{30};
constexpr unsigned most_doublings = 10;

using Clock = std::chrono::steady_clock;

std::string text_of(const Address& address) {
    const bool v6 = address.ip.find(':') != std::string::npos;
    return (v6 ? '[' + address.ip + ']' : address.ip) + ':' + std::to_string(address.port);
}

bool same_servers(std::vector<Address> some, std::vector<Address> others) {
    const auto order = [](const Address& address) { return std::tie(address.ip, address.port); };
    std::ranges::sort(some, {}, order);
    std::ranges::sort(others, {}, order);
    return some == others;
}

std::string why_not_connected(const error_code& error) {
    if (error == asio::error::connection_refused)
        return "nobody listens there (connection refused): are host and port right?";
    return "it can't be connected to: " + error.message();
}

}  // namespace

/// Each attempt, with all that it has begun, has a number: what comes of an earlier one is of no interest.
class Lines::Line : public std::enable_shared_from_this<Line> {
  public:
    Line(asio::io_context& io, LineHost host, const LinePatience& patience)
        : io_(io), host_(std::move(host)), patience_(patience), timer_(io) {}

    void want(WantedLine wanted);
    void next_server();
    void end();

  private:
    using Socket = std::shared_ptr<tcp::socket>;
    void begin();
    void connect();
    void shake_hands(tcp::socket socket, const Address& server);
    void enter(const Address& server, const tls::Pipe::Opened& opened);
    void came_to_nothing(unsigned attempt, const std::string& why);
    void pipe_gone(unsigned attempt);
    void lost();
    void pause();
    void complain(const std::string& why);
    Duration next_pause();
    std::shared_ptr<tls::PipeHost> pipe_host();
    LineNews good_news() const;

    asio::io_context& io_;
    LineHost host_;
    const LinePatience patience_;
    asio::steady_timer timer_;
    WantedLine wanted_;
    Socket connecting_;
    std::weak_ptr<tls::Pipe> pipe_;
    unsigned attempt_{};
    std::size_t next_{};  ///< of the servers
    unsigned failures_{};
    bool up_{}, complained_{};
    Address trying_, server_;
    std::string why_;
    Clock::time_point since_{}, told_{};
    std::minstd_rand random_{std::random_device{}()};
};

void Lines::Line::want(WantedLine wanted) {
    const bool first = wanted_.trunk.empty();
    const bool other_proof = wanted.peer.proof != wanted_.peer.proof;
    // Whom DNS names first changes with each answer, and an answer need not name all.
    const bool other_servers = !up_ && !same_servers(wanted.servers, wanted_.servers);
    wanted_ = std::move(wanted);
    if (!first && !other_proof && !other_servers) return;
    if (up_) {
        log::info("trunk {}: something else is to be verified: it is connected to anew", wanted_.trunk);
        host_.tell({wanted_.trunk, false, server_, "it is connected to anew"});
    }
    failures_ = 0;
    if (other_proof) complained_ = false;  // whoever has changed it wants to know what comes of it
    begin();
}

void Lines::Line::next_server() {
    if (!up_) return;
    log::info("trunk {}: {} doesn't answer: its next server is connected to", wanted_.trunk,
              text_of(server_));
    host_.tell({wanted_.trunk, false, server_, "it doesn't answer"});
    end();
    const auto found = std::ranges::find(wanted_.servers, server_);
    const auto after = static_cast<std::size_t>(found - wanted_.servers.begin()) + 1;
    next_ = after < wanted_.servers.size() ? after : 0;
    connect();
}

/// Also in the middle of another attempt.
void Lines::Line::begin() {
    end();
    next_ = 0;
    connect();
}

void Lines::Line::end() {
    ++attempt_;
    timer_.cancel();
    error_code ignored;
    if (connecting_) connecting_->close(ignored);
    connecting_.reset();
    if (const auto pipe = pipe_.lock()) pipe->end();
    pipe_.reset();
    up_ = false;
}

void Lines::Line::connect() {
    if (next_ >= wanted_.servers.size()) return pause();
    const auto server = trying_ = wanted_.servers[next_++];
    const auto attempt = ++attempt_;
    error_code bad;
    const tcp::endpoint there{asio::ip::make_address(server.ip, bad), server.port};
    const auto socket = std::make_shared<tcp::socket>(io_);
    connecting_ = socket;
    timer_.expires_after(patience_.connecting);
    timer_.async_wait([self = shared_from_this(), attempt, socket](const error_code& cancelled) {
        error_code ignored;
        if (cancelled || attempt != self->attempt_) return;
        socket->close(ignored);
        self->came_to_nothing(attempt, "it doesn't answer: does a firewall let us through?");
    });
    socket->async_connect(there,
                          [self = shared_from_this(), attempt, socket, server](const error_code& error) {
                              if (attempt != self->attempt_) return;
                              self->timer_.cancel();
                              if (error) return self->came_to_nothing(attempt, why_not_connected(error));
                              self->shake_hands(std::move(*socket), server);
                          });
}

std::shared_ptr<tls::PipeHost> Lines::Line::pipe_host() {
    const auto self = shared_from_this();
    const auto attempt = attempt_;
    const auto note = [self, attempt](const std::string& why) {
        if (attempt == self->attempt_) self->why_ = why;
    };
    return std::make_shared<tls::PipeHost>(tls::PipeHost{
        .handshake_failed = [note](const Address&, const std::string& why) { note(log::printable(why)); },
        .shaken = [](const Address&) {},
        .gone = [self, attempt] { self->pipe_gone(attempt); },
        .broken_off = [note](const std::string& why) { note(log::printable(why)); }});
}

void Lines::Line::shake_hands(tcp::socket socket, const Address& server) {
    connecting_.reset();
    why_.clear();
    const auto pipe = std::make_shared<tls::Pipe>(std::move(socket), server, wanted_.peer.context,
                                                  pipe_host(), patience_.tls);
    pipe_ = pipe;
    pipe->call(wanted_.peer, patience_.alive,
               [self = shared_from_this(), server, attempt = attempt_](const tls::Pipe::Opened& opened) {
                   if (attempt == self->attempt_) self->enter(server, opened);
               });
}

void Lines::Line::enter(const Address& server, const tls::Pipe::Opened& opened) {
    host_.open(place_for(server, wanted_.inside, wanted_.inside_v6), server,
               [self = shared_from_this(), server, opened, attempt = attempt_](const error_code& failed,
                                                                               tls::Pipe::Inside inside) {
                   opened(failed, std::move(inside));
                   if (failed || attempt != self->attempt_) return;
                   self->up_ = true;
                   self->server_ = server;
                   self->since_ = Clock::now();
                   self->host_.tell(self->good_news());
                   log::info("trunk {}: connected over TLS to {}", self->wanted_.trunk, text_of(server));
               });
}

LineNews Lines::Line::good_news() const {
    LineNews news{wanted_.trunk, true, server_};
    if (const auto pipe = pipe_.lock()) {
        news.certificate = log::printable(tls::names_shown(pipe->connection()));
        news.valid_until = tls::good_until(pipe->connection());
    }
    return news;
}

void Lines::Line::pipe_gone(unsigned attempt) {
    if (attempt != attempt_) return;
    if (why_.empty()) why_ = "it has ended the connection";
    if (up_) return lost();
    came_to_nothing(attempt, why_);
}

void Lines::Line::came_to_nothing(unsigned attempt, const std::string& why) {
    if (attempt != attempt_) return;
    ++attempt_;
    why_ = text_of(trying_) + ": " + why;
    connect();
}

/// It was there, and is to be again.
void Lines::Line::lost() {
    if (Clock::now() - since_ >= long_enough) failures_ = 0;
    why_ = text_of(server_) + ": " + why_;
    end();
    pause();
}

void Lines::Line::pause() {
    if (why_.empty()) why_ = "none of its servers has an address";
    complain(why_);
    host_.tell({wanted_.trunk, false, server_, std::exchange(why_, {})});
    timer_.expires_after(next_pause());
    timer_.async_wait([self = shared_from_this(), attempt = attempt_](const error_code& cancelled) {
        if (!cancelled && attempt == self->attempt_) self->begin();
    });
}

/// Not all at once whose provider was away.
Duration Lines::Line::next_pause() {
    const auto doubled = patience_.first_pause * (1 << std::min(failures_++, most_doublings));
    return std::min(doubled, patience_.longest_pause) * std::uniform_int_distribution<int>(75, 100)(random_) /
           100;
}

void Lines::Line::complain(const std::string& why) {
    const auto now = Clock::now();
    if (complained_ && now - told_ < between_complaints) return;
    complained_ = true;
    told_ = now;
    log::warn("trunk {}: no TLS connection: {}", wanted_.trunk, why);
}

Lines::Lines(asio::io_context& io, LineHost host, const LinePatience& patience)
    : io_(io), host_(std::move(host)), patience_(patience) {}

/// What is under way ends before the loop does, which would tell us of it.
Lines::~Lines() { give_up_all(); }

void Lines::want(WantedLine line) {
    auto& one = lines_[line.trunk];
    if (!one) one = std::make_shared<Line>(io_, host_, patience_);
    one->want(std::move(line));
}

void Lines::give_up(const std::string& trunk) {
    const auto found = lines_.extract(trunk);
    if (!found.empty()) found.mapped()->end();
}

void Lines::next_server(const std::string& trunk) {
    const auto found = lines_.find(trunk);
    if (found != lines_.end()) found->second->next_server();
}

void Lines::give_up_all() {
    for (const auto& [trunk, line] : std::exchange(lines_, {})) line->end();
}

}  // namespace layby::edge
