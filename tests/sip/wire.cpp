#include "wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sstream>
#include <stdexcept>

#include "sip/door/digest.hpp"
#include "sip/stack/loop_inside.hpp"
#include "world/inet.hpp"
#include "world/virtual_time.hpp"

namespace layby::sip::test {
namespace {

using tests::address_of;
using tests::endpoint_of;

std::string text_of(const Address& endpoint) { return endpoint.ip + ':' + std::to_string(endpoint.port); }

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

}  // namespace

int Text::status() const { return raw.starts_with("SIP/2.0 ") ? std::stoi(raw.substr(8, 3)) : 0; }

std::string Text::method() const {
    if (!status()) return raw.substr(0, raw.find(' '));
    const auto cseq = header("CSeq");
    return cseq.substr(cseq.find(' ') + 1);
}

std::string Text::uri() const {
    const auto first = raw.find(' ') + 1;
    return raw.substr(first, raw.find(' ', first) - first);
}

std::vector<std::string> Text::headers(const std::string& name) const {
    std::vector<std::string> values;
    std::istringstream lines(raw);
    std::string line;
    while (std::getline(lines, line) && line != "\r") {
        const auto colon = line.find(':');
        if (colon != name.size() || strncasecmp(line.c_str(), name.c_str(), colon) != 0) continue;
        const auto first = line.find_first_not_of(" \t", colon + 1);
        const auto last = line.find_last_not_of("\r \t");
        values.push_back(first == std::string::npos || last < first ? ""
                                                                    : line.substr(first, last - first + 1));
    }
    return values;
}

std::string Text::header(const std::string& name) const {
    const auto values = headers(name);
    return values.empty() ? "" : values.front();
}

std::string Text::body() const {
    const auto at = raw.find("\r\n\r\n");
    return at == std::string::npos ? "" : raw.substr(at + 4);
}

Socket::Socket(const std::string& ip)
    : socket_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    auto bound = test::address_of({ip, 0});
    socklen_t size = sizeof bound;
    const int room = 4 << 20;
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (bind(socket_, reinterpret_cast<sockaddr*>(&bound), size) != 0 ||
        getsockname(socket_, reinterpret_cast<sockaddr*>(&bound), &size) != 0)
        throw std::runtime_error("no free UDP port on " + ip);
    address_ = endpoint_of(bound);
}

Socket::~Socket() { ::close(socket_); }

void Socket::send(const std::string& bytes, const Address& to) {
    const auto address = test::address_of(to);
    sendto(socket_, bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&address),
           sizeof address);
}

void Socket::read_all() {
    for (;;) {
        char buffer[65536];
        sockaddr_in from{};
        socklen_t size = sizeof from;
        const auto length =
            recvfrom(socket_, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &size);
        if (length < 0) return;
        received({buffer, static_cast<std::size_t>(length)}, endpoint_of(from));
    }
}

std::string request(const std::string& transport, const Address& via, const std::string& method,
                    const std::string& uri, const std::string& user, const std::string& headers,
                    const std::string& body) {
    static int requests = 0;
    const auto serial = std::to_string(via.port) + '-' + std::to_string(++requests);
    const auto self = "<sip:" + user + "@layby>";
    return method + ' ' + uri + " SIP/2.0\r\nVia: SIP/2.0/" + transport + ' ' + text_of(via) +
           ";rport;branch=z9hG4bK" + serial + "\r\nMax-Forwards: 70\r\nFrom: " + self + ";tag=t" + serial +
           "\r\nTo: " + (method == "REGISTER" ? self : '<' + uri + '>') + "\r\nCall-ID: c" + serial +
           "\r\nCSeq: 1 " + method + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

std::size_t Peer::count(const std::string& method) const {
    std::size_t found = 0;
    for (const auto& text : inbox) found += !text.status() && text.method() == method;
    return found;
}

void Peer::received(const std::string& bytes, const Address& from) {
    inbox.push_back({bytes, from});
    const auto text = inbox.back();
    if (text.status() || !script) return;
    const auto answer = script(text);
    if (!answer.empty()) send(answer, from);
}

Connection::Connection(const Address& to) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto there = test::address_of(to);
    sockaddr_in here{};
    socklen_t size = sizeof here;
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0 ||
        getsockname(socket_, reinterpret_cast<sockaddr*>(&here), &size) != 0)
        throw std::runtime_error("no connection to " + text_of(to));
    address_ = endpoint_of(here);
}

Connection::~Connection() { close(); }

void Connection::close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
}

void Connection::send(const std::string& bytes) { ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

void Connection::read_all() {
    char buffer[65536];
    for (ssize_t n; socket_ >= 0 && (n = recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT)) > 0;)
        received_.append(buffer, static_cast<std::size_t>(n));
    while (take_message()) {
        const auto text = inbox.back();
        const auto answer = !text.status() && script ? script(text) : std::string{};
        if (!answer.empty()) send(answer);
    }
}

bool Connection::take_message() {
    const auto end = received_.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const Text head{received_.substr(0, end + 4), {}};
    const auto size = end + 4 + std::stoul('0' + head.header("Content-Length"));
    if (received_.size() < size) return false;
    inbox.push_back({received_.substr(0, size), {}});
    received_.erase(0, size);
    return true;
}

std::string response(const Text& request, int status, const std::string& headers, const std::string& body) {
    std::string out = "SIP/2.0 " + std::to_string(status) + " Scripted\r\n";
    for (const std::string name : {"Via", "From", "To", "Call-ID", "CSeq"})
        for (const auto& value : request.headers(name)) {
            const bool tag = name == "To" && status > 100 && value.find(";tag=") == std::string::npos;
            out += name + ": " + value + (tag ? ";tag=scripted" : "") + "\r\n";
        }
    return out + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string proving(const std::string& request, const Text& challenged, const std::string& user,
                    const std::string& password, std::size_t index) {
    const Text text{request, {}};
    const bool proxy = challenged.status() == 407;
    const auto challenges = challenged.headers(proxy ? "Proxy-Authenticate" : "WWW-Authenticate");
    const auto value =
        digest::answer({challenges.at(index)}, {user, password}, text.method(), text.uri(), "cnonce").value();
    auto out = replaced(request, "CSeq: 1 ", "CSeq: 2 ");
    out = replaced(out, "branch=z9hG4bK", "branch=z9hG4bKp");
    return replaced(out, "Content-Length",
                    (proxy ? "Proxy-Authorization: " : "Authorization: ") + value + "\r\nContent-Length");
}

Wire::~Wire() { close(); }

Endpoint& Wire::open(Options options, Kept kept) {
    if (options.listen.size() == 1 && options.listen[0].ip == "0.0.0.0")
        options.listen = {{Transport::udp, "127.0.0.1", 0}};
    if (options.resolvers.empty()) options.resolvers = {"127.0.0.1:1"};
    front_ = std::make_unique<Front>(loop, options);
    endpoint_ = std::make_unique<Endpoint>(
        *front_, std::move(options),
        [this](calls::Fact fact) {
            if (!reachable_.take(fact)) facts.push_back(std::move(fact));
        },
        std::move(kept));
    front_->open();
    reachable_.begin(endpoint_->reachable());
    return *endpoint_;
}

void Wire::settle() {
    for (int i = 0; i < 4; ++i) step();
}

void Wire::close() {
    endpoint_.reset();
    front_.reset();
}

Address Wire::address(Transport transport) const {
    for (const auto& listen : front_->listening())
        if (listen.transport == transport) return {listen.ip, listen.port};
    throw std::runtime_error("the endpoint doesn't listen on " + name_of(transport));
}

void Wire::step() {
    su_root_step(loop.inside().root, 0);
    for (const auto& one : attached_) one->read_all();
}

bool Wire::until(const std::function<bool()>& so) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{5};
    while (!so()) {
        if (std::chrono::steady_clock::now() > end) return false;
        su_root_step(loop.inside().root, 1);
        for (const auto& one : attached_) one->read_all();
    }
    return true;
}

void Wire::pass(Duration time, Duration step_time) {
    for (int i = 0; i < 3; ++i) step();  // what was said before isn't late
    for (Duration left = time; left > Duration{}; left -= step_time) {
        tests::turn_clock(std::min(left, step_time));
        for (int i = 0; i < 3; ++i) step();
    }
}

Text Wire::ask(Peer& peer, const std::string& message) {
    const auto before = peer.inbox.size();
    const Text sent{message, {}};
    const auto answered = [&]() -> const Text* {
        for (auto i = before; i < peer.inbox.size(); ++i)
            if (peer.inbox[i].status() >= 200 && peer.inbox[i].header("CSeq") == sent.header("CSeq") &&
                peer.inbox[i].header("Call-ID") == sent.header("Call-ID"))
                return &peer.inbox[i];
        return nullptr;
    };
    send(peer, message);
    until([&] { return answered() != nullptr; });
    const auto* answer = answered();
    return answer ? *answer : Text{};
}

}  // namespace layby::sip::test
