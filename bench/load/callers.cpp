#include "callers.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "clock.hpp"
#include "message.hpp"

namespace load {
namespace {

constexpr double first_retransmission = 0.5, longest_retransmission = 4;
constexpr int most_tries = 7;

}  // namespace

Callers::Callers(std::uint16_t server_port, std::uint16_t rtp_port)
    : server_port_(server_port),
      rtp_port_(rtp_port),
      id_("load" + std::to_string(getpid()) + "x" +
          std::to_string(static_cast<long>(now() * 1000) % 1000000)) {}

std::string Callers::contact() const { return "sip:load@127.0.0.1:" + std::to_string(sip_.number()); }

std::string Callers::request(std::size_t index, const char* method, const std::string& uri,
                             const std::string& body) const {
    const auto& call = calls_[index];
    const auto number = std::to_string(index), sequence = std::to_string(call.sequence);
    std::string text = std::string{method} + " " + uri +
                       " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + std::to_string(sip_.number());
    text += ";branch=z9hG4bK" + id_ + number + method + sequence +
            ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:load@127.0.0.1>;tag=";
    text += number + "\r\nTo: " + call.to + "\r\nCall-ID: " + number + "@" + id_ + "\r\nCSeq: " + sequence +
            " " + method;
    text += "\r\nContact: <" + contact() + ">\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE\r\n";
    if (!body.empty()) text += "Content-Type: application/sdp\r\n";
    return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::size_t Callers::dial(const std::string& number, std::uint16_t rtp_port) {
    const auto index = calls_.size();
    const auto uri = "sip:" + number + "@127.0.0.1:" + std::to_string(server_port_);
    auto& call = calls_.emplace_back();
    rtp_of_.push_back(rtp_port ? rtp_port : rtp_port_);
    call.number = number;
    call.to = "<" + uri + ">";
    call.text = request(index, "INVITE", uri, sdp(rtp_of_.back()));
    call.dialled = now();
    sip_.send(call.text, server_port_);
    send_again(index, "INVITE", call.sequence, 1);
    return index;
}

void Callers::hang_up(std::size_t index) {
    auto& call = calls_[index];
    if (call.state != Call::State::up) return;
    call.state = Call::State::leaving;
    ++call.sequence;
    call.text = request(index, "BYE", call.contact, {});
    sip_.send(call.text, server_port_);
    send_again(index, "BYE", call.sequence, 1);
}

/// Timer A and E of RFC 3261: the request is sent again until something comes back.
void Callers::send_again(std::size_t index, const char* method, int sequence, int tries) {
    const double wait = std::min(first_retransmission * (1 << (tries - 1)), longest_retransmission);
    at(now() + wait, [this, index, method, sequence, tries] {
        auto& call = calls_[index];
        if (call.text.empty() || call.sequence != sequence) return;
        if (tries >= most_tries) return end(index, now());
        ++retransmissions_;
        sip_.send(call.text, server_port_);
        send_again(index, method, sequence, tries + 1);
    });
}

void Callers::at(double when, std::function<void()> task) { tasks_.push({when, std::move(task)}); }

void Callers::also_read(UdpPort& port, std::function<void(const Datagram&)> reader) {
    others_.emplace_back(&port, std::move(reader));
}

bool Callers::run(double for_seconds, const std::function<bool()>& done) {
    const double end = now() + for_seconds;
    while (true) {
        if (done && done()) return true;
        const double moment = now();
        if (moment >= end) return false;
        while (!tasks_.empty() && tasks_.top().when <= now()) {
            const auto task = tasks_.top().what;
            tasks_.pop();
            task();
        }
        double next = end;
        if (!tasks_.empty()) next = std::min(next, tasks_.top().when);
        std::vector<pollfd> wait{{sip_.handle(), POLLIN, 0}};
        for (const auto& [port, reader] : others_) wait.push_back({port->handle(), POLLIN, 0});
        const timespec longest{0, static_cast<long>(std::clamp(next - now(), 0.0, 0.02) * 1e9)};
        ppoll(wait.data(), wait.size(), &longest, nullptr);
        read_all();
    }
}

void Callers::read_all() {
    for (int count = 0; count < 256; ++count) {
        const auto datagram = sip_.receive();
        if (!datagram) break;
        take(*datagram);
    }
    for (auto& [port, reader] : others_) {
        while (const auto datagram = port->receive()) reader(*datagram);
    }
}

void Callers::take(const Datagram& datagram) {
    const auto id = field(datagram.data, "Call-ID", "i");
    std::size_t index = calls_.size();
    if (id.ends_with(id_)) std::from_chars(id.data(), id.data() + id.size(), index);
    if (index >= calls_.size()) return;
    const int status = status_of(datagram.data);
    if (status == 0) return take_request(index, datagram);
    take_response(index, datagram, status);
}

void Callers::take_response(std::size_t index, const Datagram& datagram, int status) {
    auto& call = calls_[index];
    const auto method = method_of(datagram.data);
    if (method == "BYE" && status >= 200) return end(index, datagram.at);
    if (method != "INVITE") return;
    if (call.state == Call::State::dialling) call.text.clear();  // heard: no need to ask again
    if (status < 200) return;
    call.to = field(datagram.data, "To", "t");
    if (status < 300) return take_answer(index, datagram);
    const auto uri = "sip:" + call.number + "@127.0.0.1:" + std::to_string(server_port_);
    auto ack = request(index, "ACK", uri, {});
    ack.replace(ack.find("ACK1;rport"), 4,
                "INVITE1");  // the ACK of a refusal belongs to the INVITE's transaction
    sip_.send(ack, server_port_);
    if (call.status) return;
    call.status = status;
    end(index, datagram.at);
}

void Callers::take_answer(std::size_t index, const Datagram& datagram) {
    auto& call = calls_[index];
    const bool first = call.status == 0;
    if (first) {
        call.contact = uri_in(field(datagram.data, "Contact", "m"));
        call.server_rtp = audio_port(datagram.data);
        call.status = 200;
        call.answered = datagram.at;
        call.state = Call::State::up;
        ++up_;
    }
    const int sequence = call.sequence;
    call.sequence = 1;  // the ACK has the INVITE's
    sip_.send(request(index, "ACK", call.contact, {}), server_port_);
    call.sequence = sequence;
    if (first && on_answer) on_answer(index);
}

void Callers::take_request(std::size_t index, const Datagram& datagram) {
    const auto method = method_of(datagram.data);
    if (method == "ACK") return;
    if (const auto rtp = audio_port(datagram.data)) calls_[index].server_rtp = rtp;  // it may have moved
    sip_.send(ok_to(datagram.data, contact(), sdp(rtp_of_[index])), datagram.from_port);
    if (method != "BYE") return;
    calls_[index].hung_up_by_server = true;
    end(index, datagram.at);
}

void Callers::end(std::size_t index, double when) {
    auto& call = calls_[index];
    call.text.clear();
    if (call.state == Call::State::over) return;
    if (call.state == Call::State::up || call.state == Call::State::leaving) --up_;
    call.state = Call::State::over;
    call.ended = when;
    if (on_end) on_end(index);
}

}  // namespace load
