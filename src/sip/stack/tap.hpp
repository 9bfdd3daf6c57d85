// Every message that the stack receives and sends, as it was on the wire: also what is sent again, what the
// stack answers by itself, and what can't be read. What isn't SIP, as the few bytes that keep a way open, is
// none.
//
// tport_deliver(), tport_send_dgram() and tport_send_stream() are ours, in front of the library's (as
// accept() is, accepting.hpp). Owned by the stack; signalling thread. One at a time in a thread.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sip/options.hpp"
#include "sip/stack/sofia.hpp"
#include "sip/trace.hpp"
#include "trace/blank.hpp"
#include "trace/tape.hpp"
#include "words/time.hpp"

namespace layby::sip {

/// A socket of the stack, and where it is as others see it.
struct TappedSocket {
    const tport_t* primary{};
    Transport transport{};
    trace::RawAddress local;
};
TappedSocket tapped(const tport_t* primary, const Listen& listen);

/// How the Call-IDs of our keep-alives begin. These, and their answers, are kept on no tape: they would crowd
/// out what somebody looks for.
inline constexpr std::string_view keep_alive_call_id = "keep-alive-";

class Tap {
  public:
    /// `tape`: may be null.
    Tap(trace::Tape* tape, std::vector<TappedSocket> sockets);
    ~Tap();
    Tap(const Tap&) = delete;
    Tap& operator=(const Tap&) = delete;

    /// Another socket, or another address of one.
    void add(TappedSocket socket);
    /// Beside the tape; an empty Trace::write: to nobody.
    void show(Trace trace) { shown_ = std::move(trace); }
    bool on() const { return (tape_ && tape_->on()) || shown_.write; }

    /// These bytes of it are about to be read; the library changes them as it does so.
    void arrives(const msg_t* msg, std::string_view bytes);
    /// So many of them it has left for later.
    void read(const msg_t* msg, std::size_t left);
    void received(const tport_t* by, msg_t* msg);
    void sent(const tport_t* by, msg_t* msg, const msg_iovec_t* pieces, std::size_t count);
    /// What passed over UDP without the library.
    void beside(trace::Direction direction, const su_sockaddr_t& local, const su_sockaddr_t& peer,
                std::string_view text);

  private:
    void complete_body(const sip_t* sip);
    const TappedSocket* socket_of(const tport_t* tport) const;
    void pass(const tport_t* by, msg_t* msg, trace::Direction direction);
    void keep(const trace::Passage& passage);

    trace::Tape* tape_;
    std::vector<TappedSocket> sockets_;
    Trace shown_;
    const msg_t* raw_of_{};  ///< whose bytes `raw_` are
    std::size_t arrived_{};  ///< so many bytes there were
    std::string raw_;        ///< keeps its memory, like the next one
    /// What has come of messages that aren't complete. One that never will be goes when another has its
    /// place.
    std::unordered_map<const msg_t*, std::string> begun_;
    trace::Blanked blanked_;
};

/// That of this thread; null: nobody listens.
Tap* tap_here();

}  // namespace layby::sip
