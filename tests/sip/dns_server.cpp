#include "dns_server.hpp"

#include <arpa/inet.h>

namespace layby::sip::test {
namespace {

constexpr unsigned type_a = 1, type_srv = 33;
constexpr std::size_t header_size = 12;

std::string u16(unsigned value) { return {static_cast<char>(value >> 8), static_cast<char>(value)}; }
std::string u32(unsigned value) { return u16(value >> 16) + u16(value & 0xffff); }

std::string encoded(const std::string& name) {
    std::string out;
    for (std::size_t first = 0; first < name.size();) {
        const auto end = std::min(name.find('.', first), name.size());
        out += static_cast<char>(end - first) + name.substr(first, end - first);
        first = end + 1;
    }
    return out + '\0';
}

/// The name at `at`, which then is behind it. Questions aren't compressed.
std::string decoded(const std::string& bytes, std::size_t& at) {
    std::string out;
    while (at < bytes.size() && bytes[at]) {
        const auto length = static_cast<unsigned char>(bytes[at]);
        out += (out.empty() ? "" : ".") + bytes.substr(at + 1, length);
        at += 1u + length;
    }
    ++at;
    return out;
}

}  // namespace

std::vector<std::string> DnsServer::data_for(const std::string& name, unsigned type) const {
    std::vector<std::string> data;
    if (const auto found = addresses_.find(name); found != addresses_.end() && type == type_a)
        for (const auto& ip : found->second) {
            in_addr address{};
            inet_pton(AF_INET, ip.c_str(), &address);
            data.emplace_back(reinterpret_cast<const char*>(&address), sizeof address);
        }
    if (const auto found = servers_.find(name); found != servers_.end() && type == type_srv)
        for (const auto& srv : found->second)
            data.push_back(u16(srv.priority) + u16(srv.weight) + u16(srv.port) + encoded(srv.target));
    return data;
}

void DnsServer::received(const std::string& bytes, const Address& from) {
    if (bytes.size() < header_size) return;
    std::size_t at = header_size;
    const auto name = decoded(bytes, at);
    if (at + 4 > bytes.size()) return;
    const auto type = static_cast<unsigned char>(bytes[at + 1]);
    asked.push_back((type == type_srv ? "SRV " : type == type_a ? "A " : "AAAA ") + name);
    if (dead) return;
    const auto data = data_for(name, type);
    const bool known = addresses_.contains(name) || servers_.contains(name);
    std::string out = bytes.substr(0, 2) + u16(known ? 0x8580 : 0x8583) + u16(1) +
                      u16(static_cast<unsigned>(data.size())) + u16(0) + u16(0) +
                      bytes.substr(header_size, at + 4 - header_size);
    for (const auto& one : data)
        out += u16(0xc00c) + u16(type) + u16(1) + u32(ttl) + u16(static_cast<unsigned>(one.size())) + one;
    send(out, from);
}

}  // namespace layby::sip::test
