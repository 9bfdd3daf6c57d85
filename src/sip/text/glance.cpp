#include "sip/text/glance.hpp"

#include <charconv>
#include <functional>

#include "sip/text/identity.hpp"
#include "sip/text/sdp_lines.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

constexpr std::string_view refusal_tag = "layby-busy-";
constexpr std::uint16_t default_sip_port = 5060;

bool is_header(std::string_view name, std::string_view full, char compact) {
    return same_word(name, full) || (name.size() == 1 && (name.front() | 0x20) == compact);
}

/// Behind the `>` if there is one, or a name could hold what looks like a parameter.
std::string_view parameters_of(std::string_view address) {
    const auto bracket = address.rfind('>');
    return bracket == std::string_view::npos ? address : address.substr(bracket + 1);
}

/// Of ";name=value;…", or ";name": that part, without the ';'.
std::optional<std::string_view> parameter_in(std::string_view text, std::string_view name) {
    for (auto at = text.find(';'); at != std::string_view::npos; at = text.find(';')) {
        text.remove_prefix(at + 1);
        const auto one = trimmed(text.substr(0, text.find(';')));
        if (same_word(trimmed(one.substr(0, one.find('='))), name)) return one;
    }
    return {};
}

bool read_request_line(std::string_view line, Glance& out) {
    const auto first = line.find(' '), last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || line.substr(last + 1) != "SIP/2.0") return false;
    out.method = line.substr(0, first);
    out.uri = line.substr(first + 1, last - first - 1);
    return !out.method.empty() && !out.uri.empty() && out.uri.find(' ') == std::string_view::npos;
}

/// What must be there once is there twice: somebody else has to see what that means.
bool take_once(std::string_view& place, std::string_view value) {
    if (!place.empty() || value.empty()) return false;
    place = value;
    return true;
}

bool read_header(std::string_view line, Glance& out) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    const auto name = trimmed(line.substr(0, colon)), value = trimmed(line.substr(colon + 1));
    if (is_header(name, "via", 'v')) {
        if (out.via_count == out.vias.size() || value.empty()) return false;
        out.vias[out.via_count++] = value;
        return true;
    }
    if (is_header(name, "from", 'f')) return take_once(out.from, value);
    if (is_header(name, "to", 't')) return take_once(out.to, value);
    if (is_header(name, "call-id", 'i')) return take_once(out.call_id, value);
    if (same_word(name, "cseq")) return take_once(out.cseq, value);
    if (same_word(name, "replaces")) out.replaces = true;
    return true;
}

bool is_complete(const Glance& glance) {
    return glance.via_count > 0 && !glance.from.empty() && !glance.to.empty() && !glance.call_id.empty() &&
           !glance.cseq.empty();
}

/// The next line without its end; false: there is none that ends as it should, or it goes on in the next.
bool plain_line(std::string_view& text, std::string_view& line) {
    const auto end = text.find("\r\n");
    if (end == std::string_view::npos) return false;
    line = text.substr(0, end);
    text.remove_prefix(end + 2);
    const bool continues = !text.empty() && (text.front() == ' ' || text.front() == '\t');
    return !continues && line.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos;
}

/// "SIP/2.0/UDP host:port": where whoever sent it says it is.
struct SentBy {
    std::string_view host;
    std::uint16_t port{default_sip_port};
};

std::optional<SentBy> sent_by_in(std::string_view via) {
    constexpr std::string_view protocol = "SIP/2.0/UDP ";
    if (via.size() < protocol.size() || !same_word(via.substr(0, protocol.size()), protocol)) return {};
    const auto where = trimmed(via.substr(protocol.size(), via.find(';') - protocol.size()));
    SentBy out{where};
    const auto colon = where.rfind(':');
    if (where.empty() || where.starts_with('[') || where.find(' ') != std::string_view::npos) return {};
    if (colon == std::string_view::npos) return out;
    out.host = where.substr(0, colon);
    const auto* end = where.data() + where.size();
    const auto read = std::from_chars(where.data() + colon + 1, end, out.port);
    return read.ec == std::errc{} && read.ptr == end ? std::optional{out} : std::nullopt;
}

/// The topmost Via as it goes back (RFC 3261 section 18.2.1, RFC 3581). Empty: not at a glance.
std::string answered_via(std::string_view via, const Address& from) {
    if (via.find_first_of(",\"") != std::string_view::npos) return {};
    const auto sent_by = sent_by_in(via);
    const auto rport = parameter_in(via, "rport");
    if (!sent_by || parameter_in(via, "received") || parameter_in(via, "maddr")) return {};
    if (rport ? rport->find('=') != std::string_view::npos : sent_by->port != from.port) return {};
    std::string out{via};
    if (rport) {
        const auto end = static_cast<std::size_t>(rport->data() - via.data()) + rport->size();
        out.insert(end, '=' + std::to_string(from.port));
    }
    if (rport || sent_by->host != from.ip) out += ";received=" + from.ip;
    return out;
}

/// The same for each copy of a request, so that its sender sees one answer (RFC 3261 section 8.2.7).
std::string tag_for(const Glance& glance) {
    const std::hash<std::string_view> hash;
    const auto number = hash(glance.vias[0]) * 31 + hash(glance.call_id);
    return std::string{refusal_tag} + std::to_string(number);
}

void add(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::optional<Glance> glance_at(std::string_view datagram) {
    Glance out;
    std::string_view line;
    if (!plain_line(datagram, line) || !read_request_line(line, out)) return {};
    while (true) {
        if (!plain_line(datagram, line)) return {};
        if (line.empty()) break;
        if (!read_header(line, out)) return {};
    }
    if (!is_complete(out)) return {};
    out.within_dialog = parameter_in(parameters_of(out.to), "tag").has_value();
    return out;
}

std::string dialled_in(std::string_view uri) {
    const auto parsed = parse_uri(std::string{uri});
    if (!parsed) return {};
    const auto orbit = parsed->parameter("orbit");
    return orbit ? unescaped(*orbit) : parsed->number();
}

bool acknowledges_refusal(const Glance& glance) {
    if (glance.method != "ACK") return false;
    const auto tag = parameter_in(parameters_of(glance.to), "tag");
    return tag && tag->find(refusal_tag) != std::string_view::npos;
}

std::string busy_answer(const Glance& glance, const Address& from, int retry_after_s) {
    auto via = answered_via(glance.vias[0], from);
    if (via.empty()) return {};
    std::string out = "SIP/2.0 503 Service Unavailable\r\n";
    out.reserve(1024);
    add(out, "Via", via);
    for (std::size_t i = 1; i < glance.via_count; ++i) add(out, "Via", glance.vias[i]);
    add(out, "From", glance.from);
    add(out, "To", std::string{glance.to} + ";tag=" + tag_for(glance));
    add(out, "Call-ID", glance.call_id);
    add(out, "CSeq", glance.cseq);
    add(out, "Server", "Layby");
    add(out, "Retry-After", std::to_string(retry_after_s));
    add(out, "Content-Length", "0");
    return out += "\r\n";
}

}  // namespace layby::sip
