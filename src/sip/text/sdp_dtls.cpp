#include "sip/text/sdp_dtls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "sip/text/sdp_lines.hpp"

namespace layby::sip {
namespace {

struct Digest {
    DigestName hash;
    const char* name;
    std::size_t bytes;
};
constexpr std::array<Digest, 4> digests{{{DigestName::sha_1, "sha-1", 20},
                                         {DigestName::sha_256, "sha-256", 32},
                                         {DigestName::sha_384, "sha-384", 48},
                                         {DigestName::sha_512, "sha-512", 64}}};

constexpr std::array<const char*, 3> setups{"actpass", "active", "passive"};

// RFC 8445 section 15.4: how many there have to be, and may be.
constexpr std::size_t shortest_fragment = 4, shortest_password = 22, longest = 256;

/// "4A:AD:…", two digits for each byte.
std::optional<std::vector<std::uint8_t>> read_bytes(std::string_view text, std::size_t count) {
    if (text.size() != count * 3 - 1) return {};
    std::vector<std::uint8_t> bytes(count);
    for (std::size_t i = 0; i < count; ++i) {
        const char* first = text.data() + i * 3;
        const auto [end, error] = std::from_chars(first, first + 2, bytes[i], 16);
        if (error != std::errc{} || end != first + 2 || (i + 1 < count && *end != ':')) return {};
    }
    return bytes;
}

const Digest* digest_named(std::string_view name) {
    const auto found =
        std::ranges::find_if(digests, [&](const Digest& one) { return same_word(one.name, name); });
    return found == digests.end() ? nullptr : &*found;
}

/// ALPHA / DIGIT / "+" / "/"; some write more than that.
bool is_credential(std::string_view text, std::size_t shortest) {
    return text.size() >= shortest && text.size() <= longest &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != ':'; });
}

/// A digest that nobody knows yet is passed over: another line may have one that we know.
bool take_fingerprint(std::optional<Fingerprint>& kept, std::string_view value) {
    const auto* digest = digest_named(take_word(value));
    if (!digest) return true;
    auto bytes = read_bytes(take_word(value), digest->bytes);
    if (!bytes) return false;
    if (!kept || kept->hash < digest->hash) kept = Fingerprint{digest->hash, std::move(*bytes)};
    return true;
}

std::string text_of(const Fingerprint& print) {
    std::string out = digests.at(static_cast<std::size_t>(print.hash)).name;
    for (std::size_t i = 0; i < print.digest.size(); ++i)
        fmt::format_to(std::back_inserter(out), "{}{:02X}", i == 0 ? ' ' : ':', print.digest[i]);
    return out;
}

/// RFC 8839 section 5.1: a host's address for RTP, the better one first.
void add_candidate(std::string& out, int number, const std::string& ip, std::uint16_t port) {
    constexpr unsigned of_a_host = 126u << 24;
    const unsigned preference = of_a_host + (static_cast<unsigned>(65536 - number) << 8) + 255;
    fmt::format_to(std::back_inserter(out), "a=candidate:{0} 1 udp {1} {2} {3} typ host\r\n", number,
                   preference, ip, port);
}

/// Our own address first, then as the other side sees us, then as anybody else does: it may come by a proxy,
/// and be where that one isn't.
std::vector<std::string> candidates(const std::string& own, const OurPlaces& places) {
    std::vector<std::string> all{own};
    const auto add = [&](const std::string& ip) {
        if (!ip.empty() && std::ranges::find(all, ip) == all.end()) all.push_back(ip);
    };
    add(places.shown);
    for (const auto& ip : places.others) add(ip);
    return all;
}

}  // namespace

bool SdpHandshake::take(std::string_view name, std::string_view value) {
    const auto word = take_word(value);
    if (same_word(name, "ice-ufrag")) {
        ice_fragment = word;
        return is_credential(word, shortest_fragment);
    }
    if (same_word(name, "ice-pwd")) {
        ice_password = word;
        return is_credential(word, shortest_password);
    }
    if (same_word(name, "setup")) {
        holds_connection = same_word(word, "holdconn");
        for (std::size_t i = 0; i < setups.size(); ++i)
            if (same_word(word, setups.at(i))) setup = static_cast<DtlsSetup>(i);
    }
    if (same_word(name, "fingerprint"))
        return take_fingerprint(fingerprint, std::string(word).append(" ").append(value));
    return true;
}

void SdpHandshake::complete(const SdpHandshake& session) {
    if (!fingerprint) fingerprint = session.fingerprint;
    if (!setup) setup = session.setup;
    if (ice_fragment.empty()) ice_fragment = session.ice_fragment;
    if (ice_password.empty()) ice_password = session.ice_password;
}

/// Who says nothing of it begins (RFC 4145 section 4).
std::optional<DtlsDescription> SdpHandshake::dtls() const {
    if (!fingerprint || holds_connection) return {};
    return DtlsDescription{*fingerprint, setup.value_or(DtlsSetup::active)};
}

std::optional<IceCredentials> SdpHandshake::ice() const {
    if (!is_credential(ice_fragment, shortest_fragment) || !is_credential(ice_password, shortest_password))
        return {};
    return IceCredentials{ice_fragment, ice_password};
}

std::string write_handshake(const MediaDescription& audio, const OurPlaces& places) {
    std::string out;
    if (!audio.mid.empty()) out += fmt::format("a=mid:{}\r\n", audio.mid);
    if (audio.rtcp_mux) out += "a=rtcp-mux\r\n";
    if (audio.dtls)
        out += fmt::format("a=setup:{}\r\na=fingerprint:{}\r\n",
                           setups.at(static_cast<std::size_t>(audio.dtls->setup)),
                           text_of(audio.dtls->fingerprint));
    if (!audio.ice) return out;
    out += fmt::format("a=ice-ufrag:{}\r\na=ice-pwd:{}\r\n", audio.ice->fragment, audio.ice->password);
    int number = 0;
    for (const auto& ip : candidates(audio.rtp.ip, places)) add_candidate(out, ++number, ip, audio.rtp.port);
    return out += "a=end-of-candidates\r\n";
}

std::string write_session_handshake(const MediaDescription& audio) {
    std::string out = audio.ice ? "a=ice-lite\r\n" : "";
    if (!audio.mid.empty()) out += fmt::format("a=group:BUNDLE {}\r\n", audio.mid);
    return out;
}

}  // namespace layby::sip
