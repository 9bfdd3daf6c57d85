#include "trace/pcap.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace layby::trace {
namespace {

constexpr std::uint32_t magic = 0xa1b2c3d4,
                        raw_ip = 101;  // times in microseconds; each packet begins with IP
constexpr std::uint32_t longest_packet = 65535;
constexpr char udp = 17;
constexpr std::size_t udp_header = 8, v4_header = 20;

/// In the order of this machine, as the magic number says.
void add_native(std::string& out, std::uint32_t value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
void add_native16(std::string& out, std::uint16_t value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
void add16(std::string& out, std::size_t value) {
    out += static_cast<char>(value >> 8 & 0xff);
    out += static_cast<char>(value & 0xff);
}

bool is_v6(const Address& address) { return address.ip.find(':') != std::string::npos; }

/// As IPv6, when the other one is; IPv4 is mapped then.
std::string bytes_of(const Address& address, bool v6) {
    std::array<char, 16> raw{};
    if (!v6) {
        inet_pton(AF_INET, address.ip.c_str(), raw.data());
        return {raw.data(), 4};
    }
    const auto text = is_v6(address) ? address.ip : "::ffff:" + address.ip;
    inet_pton(AF_INET6, text.c_str(), raw.data());
    return {raw.data(), raw.size()};
}

/// RFC 1071.
std::size_t checksum(std::string_view bytes) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        sum += static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (i % 2 == 0 ? 8 : 0);
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

void set16(std::string& bytes, std::size_t at, std::size_t value) {
    bytes[at] = static_cast<char>(value >> 8 & 0xff);
    bytes[at + 1] = static_cast<char>(value & 0xff);
}

std::string datagram(const Address& from, const Address& to, std::string_view text) {
    std::string out;
    add16(out, from.port);
    add16(out, to.port);
    add16(out, udp_header + text.size());
    add16(out, 0);
    out += text;
    return out;
}

/// The checksum of UDP covers both addresses, the length and the protocol; it is never zero.
void sum_up(std::string& datagram, const std::string& from, const std::string& to) {
    std::string covered = from + to;
    add16(covered, 0);
    add16(covered, datagram.size());
    add16(covered, 0);
    add16(covered, static_cast<std::size_t>(udp));
    const auto sum = checksum(covered + datagram);
    set16(datagram, 6, sum == 0 ? 0xffff : sum);
}

std::string v4_packet(const std::string& from, const std::string& to, const std::string& payload) {
    std::string head("\x45\0", 2);
    add16(head, v4_header + payload.size());
    head.append("\0\0\x40\0\x40", 5);  // no identification, not to be split, 64 hops
    head += udp;
    add16(head, 0);
    head += from + to;
    set16(head, 10, checksum(head));
    return head + payload;
}

std::string v6_packet(const std::string& from, const std::string& to, const std::string& payload) {
    std::string head("\x60\0\0\0", 4);
    add16(head, payload.size());
    head += udp;
    head += '\x40';
    return head + from + to + payload;
}

std::string packet_of(const Message& message) {
    const bool sent = message.direction == Direction::sent;
    const auto& from = sent ? message.local : message.remote;
    const auto& to = sent ? message.remote : message.local;
    const bool v6 = is_v6(from) || is_v6(to);
    const auto from_ip = bytes_of(from, v6), to_ip = bytes_of(to, v6);
    auto payload = datagram(from, to, message.text);
    sum_up(payload, from_ip, to_ip);
    return v6 ? v6_packet(from_ip, to_ip, payload) : v4_packet(from_ip, to_ip, payload);
}

void add_record(const Message& message, std::string& out) {
    using namespace std::chrono;
    const auto packet = packet_of(message);
    const auto us = duration_cast<microseconds>(message.at.time_since_epoch()).count();
    add_native(out, static_cast<std::uint32_t>(us / 1'000'000));
    add_native(out, static_cast<std::uint32_t>(us % 1'000'000));
    add_native(out, static_cast<std::uint32_t>(packet.size()));
    add_native(out, static_cast<std::uint32_t>(packet.size()));
    out += packet;
}

}  // namespace

std::string pcap(const std::vector<Message>& messages) {
    std::string out;
    add_native(out, magic);
    add_native16(out, 2);
    add_native16(out, 4);
    add_native(out, 0);
    add_native(out, 0);
    add_native(out, longest_packet);
    add_native(out, raw_ip);
    for (const auto& one : messages) add_record(one, out);
    return out;
}

}  // namespace layby::trace
