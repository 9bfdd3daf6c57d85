#include "sip/stack/tap.hpp"

#include <arpa/inet.h>
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "sip/stack/inner_doors.hpp"
#include "sip/stack/loop_inside.hpp"
#include "trace/ladder.hpp"

namespace layby::sip {
namespace {

constexpr std::size_t most_begun = 500;  ///< messages over connections, at a time
/// Of each; what is longer is refused anyway.
constexpr std::size_t most_bytes = 64 << 10;

thread_local Tap* tap_of_this_thread = nullptr;

trace::RawAddress raw_of(su_sockaddr_t address) {
    SU_CANONIZE_SOCKADDR(&address);
    trace::RawAddress out;
    out.v6 = address.su_family == AF_INET6;
    out.port = ntohs(address.su_port);
    std::memcpy(out.ip.data(), SU_ADDR(&address), out.v6 ? 16 : 4);
    return out;
}

/// The other side: of a connection whom it leads to, else whom the message names.
trace::RawAddress peer_of(const tport_t* by, msg_t* msg) {
    const auto* there = tport_is_secondary(by) ? tport_get_address(by) : nullptr;
    if (there && there->ai_addr) return raw_of(*reinterpret_cast<const su_sockaddr_t*>(there->ai_addr));
    return raw_of(*msg_addr(msg));
}

std::int64_t wall_us() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

void gather(const msg_iovec_t* pieces, std::size_t count, std::string& out) {
    out.clear();
    for (std::size_t i = 0; i < count; ++i)
        out.append(static_cast<const char*>(static_cast<const void*>(pieces[i].mv_base)), pieces[i].mv_len);
}

bool begins(msg_t* msg, const msg_iovec_t& piece) {
    const auto* first = *msg_chain_head(msg);
    return first && first->sh_data == piece.mv_base;
}

/// It says that it is SIP, and isn't what keeps a way open.
bool is_sip(std::string_view bytes) { return bytes.find("SIP/2.0") != std::string_view::npos; }

/// No other request, so that nobody keeps a call off the tape by such a Call-ID.
bool is_keep_alive(const trace::Blanked& message) {
    const std::string_view text = message.text;
    return message.call_id().starts_with(keep_alive_call_id) &&
           (text.starts_with("OPTIONS ") || text.starts_with("SIP/2.0 "));
}

}  // namespace

TappedSocket tapped(const tport_t* primary, const Listen& listen) {
    TappedSocket out{primary, listen.transport, {}};
    out.local.v6 = inet_pton(AF_INET6, listen.ip.c_str(), out.local.ip.data()) == 1;
    if (!out.local.v6) inet_pton(AF_INET, listen.ip.c_str(), out.local.ip.data());
    out.local.port = listen.port;
    return out;
}

Tap::Tap(trace::Tape* tape, std::vector<TappedSocket> sockets) : tape_(tape), sockets_(std::move(sockets)) {
    tap_of_this_thread = this;
}

Tap::~Tap() {
    if (tap_of_this_thread == this) tap_of_this_thread = nullptr;
}

void Tap::add(TappedSocket socket) {
    std::erase_if(sockets_, [&](const TappedSocket& one) { return one.primary == socket.primary; });
    sockets_.push_back(std::move(socket));
}

Tap* tap_here() { return tap_of_this_thread; }

void Tap::arrives(const msg_t* msg, std::string_view bytes) {
    if (!*msg_chain_head(msg)) begun_.erase(msg);
    raw_of_ = msg;
    arrived_ = bytes.size();
    raw_ = bytes.substr(0, most_bytes);
}

/// Over a connection a message may come in pieces, and with the next one behind it. Each piece is copied
/// once, however many there are.
void Tap::read(const msg_t* msg, std::size_t left) {
    if (raw_of_ != msg) return;
    raw_.resize(std::min(raw_.size(), arrived_ - std::min(left, arrived_)));
    const auto before = begun_.find(msg);
    if (msg_is_complete(msg)) {
        if (before != begun_.end()) raw_.insert(0, before->second);
        return;
    }
    if (before == begun_.end() && begun_.size() >= most_begun) begun_.clear();
    auto& so_far = begun_[msg];
    so_far.append(raw_, 0, most_bytes - so_far.size());
}

/// Of a body the library reads the rest without asking again. Only what has come of it: a connection may have
/// ended before, and the memory behind is somebody else's.
void Tap::complete_body(const sip_t* sip) {
    const auto* payload = sip ? sip->sip_payload : nullptr;
    const auto begin = raw_.find_first_not_of("\r\n");
    const auto head = raw_.find("\r\n\r\n", begin);
    if (!payload || !payload->pl_data || head == std::string::npos) return;
    const auto* end = static_cast<const char*>(payload->pl_common->h_data) + payload->pl_common->h_len;
    const auto come = static_cast<std::size_t>(std::max<std::ptrdiff_t>(end - payload->pl_data, 0));
    const auto there = raw_.size() - (head + 4);
    const auto whole = std::min<std::size_t>(come, payload->pl_len);
    if (there < whole) raw_.append(payload->pl_data + there, whole - there);
}

void Tap::received(const tport_t* by, msg_t* msg) {
    if (raw_of_ != msg) raw_ = begun_[msg];
    raw_of_ = nullptr;
    begun_.erase(msg);
    if (tport_is_stream(by)) complete_body(sip_object(msg));
    if (raw_.size() > most_bytes) raw_.resize(most_bytes);
    if (is_sip(raw_)) pass(by, msg, trace::Direction::received);
}

/// What is sent in parts is noted with the first of them.
void Tap::sent(const tport_t* by, msg_t* msg, const msg_iovec_t* pieces, std::size_t count) {
    if (count == 0 || !begins(msg, pieces[0])) return;
    gather(pieces, count, raw_);
    raw_of_ = nullptr;
    pass(by, msg, trace::Direction::sent);
}

const TappedSocket* Tap::socket_of(const tport_t* tport) const {
    const auto* primary = tport_parent(tport);
    const auto found = std::ranges::find(sockets_, primary, &TappedSocket::primary);
    return found == sockets_.end() ? nullptr : &*found;
}

void Tap::pass(const tport_t* by, msg_t* msg, trace::Direction direction) {
    const auto* socket = socket_of(by);
    trace::Passage passage{monotonic_now(), wall_us(), direction, {}, {}, peer_of(by, msg)};
    passage.transport = socket ? socket->transport : transport_of(by);
    if (socket) passage.local = socket->local;
    keep(passage);
}

void Tap::beside(trace::Direction direction, const su_sockaddr_t& local, const su_sockaddr_t& peer,
                 std::string_view text) {
    raw_of_ = nullptr;
    raw_ = text;
    keep({monotonic_now(), wall_us(), direction, Transport::udp, raw_of(local), raw_of(peer)});
}

void Tap::keep(const trace::Passage& passage) {
    trace::blank(raw_, blanked_);
    if (tape_ && !is_keep_alive(blanked_)) tape_->note(passage, blanked_.text, blanked_.call_id());
    if (shown_.write && (shown_.number.empty() || trace::names(blanked_.text, shown_.number)))
        shown_.write(trace::full_text(trace::message_of(passage, blanked_.text)));
}

}  // namespace layby::sip

extern "C" {

void tport_deliver(tport_t* self, msg_t* msg, msg_t* next, tport_compressor_t* compressor, su_time_t now) {
    static const auto library = reinterpret_cast<decltype(&tport_deliver)>(dlsym(RTLD_NEXT, "tport_deliver"));
    if (auto* tap = layby::sip::tap_here(); tap && tap->on()) tap->received(self, msg);
    library(self, msg, next, compressor, now);
}

ssize_t tport_send_dgram(const tport_t* self, msg_t* msg, msg_iovec_t pieces[], size_t count) {
    static const auto library =
        reinterpret_cast<decltype(&tport_send_dgram)>(dlsym(RTLD_NEXT, "tport_send_dgram"));
    const auto sent = library(self, msg, pieces, count);
    if (auto* tap = layby::sip::tap_here(); sent > 0 && tap && tap->on()) tap->sent(self, msg, pieces, count);
    return sent;
}

ssize_t tport_send_stream(const tport_t* self, msg_t* msg, msg_iovec_t pieces[], size_t count) {
    static const auto library =
        reinterpret_cast<decltype(&tport_send_stream)>(dlsym(RTLD_NEXT, "tport_send_stream"));
    const auto sent = library(self, msg, pieces, count);
    if (auto* tap = layby::sip::tap_here(); sent > 0 && tap && tap->on()) tap->sent(self, msg, pieces, count);
    return sent;
}
}
