#include "media/wire/raw_sender.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace layby::media {
namespace {

constexpr std::uint8_t expedited = 0xb8;  // as UdpSocket marks its packets
constexpr int room_bytes = 4 << 20;       // a slot of 1 ms may have hundreds of packets

int raw_socket() { return ::socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_RAW); }

void set_option(int fd, int level, int name, int value) { setsockopt(fd, level, name, &value, sizeof value); }

void prepare(int fd) {
    set_option(fd, IPPROTO_IP, IP_TOS, expedited);
    set_option(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
    set_option(fd, SOL_SOCKET, SO_SNDBUF, room_bytes);       // as far as wmem_max allows …
    set_option(fd, SOL_SOCKET, SO_SNDBUFFORCE, room_bytes);  // … and beyond with CAP_NET_ADMIN
}

const sockaddr_in& v4(const SocketAddress& address) {
    return reinterpret_cast<const sockaddr_in&>(*address.raw());
}

}  // namespace

std::uint64_t sum_of(Bytes bytes) {
    std::uint64_t sum = 0;
    while (bytes.size() >= 4) {
        std::uint32_t word = 0;
        std::memcpy(&word, bytes.data(), sizeof word);
        sum += word;
        bytes = bytes.subspan(4);
    }
    std::uint32_t rest = 0;
    std::memcpy(&rest, bytes.data(), bytes.size());
    return sum + rest;
}

std::uint16_t checksum(std::uint64_t sum) {
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    const auto inverted = static_cast<std::uint16_t>(~sum);
    return inverted == 0 ? 0xffff : inverted;
}

RawSender::Made RawSender::make() {
    const int trial = raw_socket();
    if (trial < 0 && (errno == EPERM || errno == EACCES)) return {nullptr, "a raw socket needs CAP_NET_RAW"};
    if (trial < 0) return {nullptr, fmt::format("raw socket: {}", std::strerror(errno))};
    ::close(trial);
    return {std::unique_ptr<RawSender>(new RawSender), {}};
}

RawSender::RawSender() {
    for (std::size_t i = 0; i < messages_.size(); ++i) {
        Headers& headers = headers_[i];
        headers.network.ip_v = 4;
        headers.network.ip_hl = 5;
        headers.network.ip_tos = expedited;
        headers.network.ip_id =
            htons(1);  // of no meaning without fragments (RFC 6864); 0 makes the kernel choose
        headers.network.ip_off = htons(IP_DF);
        headers.network.ip_ttl = 64;
        headers.network.ip_p = IPPROTO_UDP;
        parts_[2 * i] = {&headers, sizeof headers};
        messages_[i].msg_hdr.msg_iov = &parts_[2 * i];
        messages_[i].msg_hdr.msg_iovlen = 2;
    }
}

RawSender::~RawSender() {
    for (const auto& [address, socket] : sockets_) ::close(socket);
}

void RawSender::add(Place leg, const SocketAddress& from) {
    if (sources_.size() <= leg) sources_.resize(leg + 1);
    sources_[leg] = {};
    if (from.family() != AF_INET || !from.is_one_host()) return;
    sources_[leg] = {v4(from).sin_addr, v4(from).sin_port, socket_at(from.with_port(0))};
}

void RawSender::remove(Place leg) { sources_[leg] = {}; }

/// Bound to its address, so that packets take the route of this address.
int RawSender::socket_at(const SocketAddress& address) {
    for (const auto& [known, socket] : sockets_)
        if (known == address) return socket;
    const int socket = raw_socket();
    if (socket < 0) return -1;
    prepare(socket);
    if (::bind(socket, address.raw(), address.length()) != 0) return ::close(socket), -1;
    sockets_.emplace_back(address, socket);
    return socket;
}

bool RawSender::takes(const Batch::Packet& packet) const {
    return packet.channel == Channel::rtp && sources_[packet.place].socket >= 0 &&
           packet.peer.family() == AF_INET;
}

void RawSender::send(const Batch& packets, std::vector<const Batch::Packet*>& refused) {
    for (const auto& packet : packets.packets()) {
        if (!takes(packet)) continue;
        const Source& from = sources_[packet.place];
        if (written_ == messages_.size() || from.socket != socket_) send_written(refused);
        socket_ = from.socket;
        write(from, packet);
    }
    send_written(refused);
}

void RawSender::write(const Source& from, const Batch::Packet& packet) {
    const std::size_t i = written_++;
    Headers& headers = headers_[i];
    const sockaddr_in& to = v4(packet.peer);
    const auto length = static_cast<std::uint16_t>(sizeof(udphdr) + packet.bytes.size());
    headers.network.ip_len = htons(static_cast<std::uint16_t>(sizeof(ip) + length));
    headers.network.ip_src = from.ip;
    headers.network.ip_dst = to.sin_addr;
    headers.transport = {};
    headers.transport.uh_sport = from.port;
    headers.transport.uh_dport = to.sin_port;
    headers.transport.uh_ulen = htons(length);
    const std::uint64_t pseudo =
        std::uint64_t{from.ip.s_addr} + to.sin_addr.s_addr + htons(IPPROTO_UDP) + headers.transport.uh_ulen;
    const std::uint64_t ports = std::uint64_t{from.port} + to.sin_port + headers.transport.uh_ulen;
    headers.transport.uh_sum = checksum(pseudo + ports + sum_of(packet.bytes));
    // The kernel only reads it.
    parts_[2 * i + 1] = {const_cast<std::uint8_t*>(packet.bytes.data()), packet.bytes.size()};
    messages_[i].msg_hdr.msg_name = const_cast<sockaddr*>(packet.peer.raw());
    messages_[i].msg_hdr.msg_namelen = packet.peer.length();
    packets_[i] = &packet;
}

/// The kernel stops at a packet that it refuses.
void RawSender::send_written(std::vector<const Batch::Packet*>& refused) {
    for (std::size_t done = 0; done < written_;) {
        const int sent = ::sendmmsg(socket_, &messages_[done], static_cast<unsigned>(written_ - done),
                                    MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0) done += static_cast<std::size_t>(sent);
        if (sent <= 0) refused.push_back(packets_[done++]);
    }
    written_ = 0;
}

}  // namespace layby::media
