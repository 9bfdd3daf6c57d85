// Sofia's nta behind a narrow port: agent, transactions, dialog legs, timers, each owned by one RAII object
// whose callbacks are std::functions behind noexcept trampolines. Signalling thread only; for this folder
// only.
#pragma once
#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sip/loop.hpp"
#include "sip/options.hpp"
#include "sip/stack/accepting.hpp"
#include "sip/stack/connections.hpp"
#include "sip/stack/empty_lines.hpp"
#include "sip/stack/flow.hpp"
#include "sip/stack/inner_doors.hpp"
#include "sip/stack/late_answers.hpp"
#include "sip/stack/outlook.hpp"
#include "sip/stack/resolv_conf.hpp"
#include "sip/stack/sofia.hpp"
#include "sip/stack/tap.hpp"
#include "sip/stack/trunk_doors.hpp"
#include "sip/stack/unreadable.hpp"
#include "sip/trace.hpp"
#include "words/address.hpp"
#include "words/ids.hpp"
#include "words/time.hpp"
#include "words/transport.hpp"

namespace layby::sip {

/// Memory for sofia's parsers and builders, freed with the scope.
class Home {
  public:
    Home() { su_home_init(home_); }
    ~Home() { su_home_deinit(home_); }
    Home(const Home&) = delete;
    Home& operator=(const Home&) = delete;
    operator su_home_t*() { return home_; }

  private:
    su_home_t home_[1]{};
};

/// "Name: value\r\n". Control characters in the value become spaces, so that a name can't smuggle in headers.
std::string header(std::string_view name, std::string_view value);
/// Any header of a message by its name, as text without the name; empty when it isn't there.
std::string header_text(const sip_t& sip, std::string_view name);
/// A parsed header as text, e.g. `text_of(sip.sip_from)`; empty for a null pointer.
std::string text_of(const void* any_header);
std::string text_of(const url_t& url);
/// Text of a sofia string that may be null.
inline std::string str(const char* text) { return text ? text : ""; }
/// Random letters and digits for tags, Call-IDs, nonces: 16 carry 80 bits, from the system's source.
std::string token(std::size_t length = 16);
/// The usual phrase of a status ("Busy Here").
std::string phrase_of(int status);
/// The phrase of a status line in our own words: safe and short; the usual one if there are none.
std::string status_phrase(int status, std::string_view words);

struct Body {
    std::string type;  ///< Content-Type; empty: no body
    std::string text;
};

struct Reply {
    int status{};
    std::string reason;   ///< empty: the usual phrase
    std::string headers;  ///< lines made by header()
    Body body;
};

/// Where a message came from and where it reached us.
struct Hop {
    Address peer;   ///< source address of the packet or connection
    Address local;  ///< our address towards it (a concrete one, also when listening on 0.0.0.0)
    Transport transport{};
    std::string trunk{};  ///< whose connection it is beyond doubt (TrunkDoors); empty: that says nothing
};

Flow flow_of(tport_t* referenced);  ///< takes over the reference
inline tport_t* tport_of(const Flow& flow) { return static_cast<tport_t*>(flow.get()); }
bool is_open(const Flow& flow);  ///< a connection that can still be written to

/// One server transaction (nta_incoming_t). Destroyed unanswered it answers 500.
class Incoming {
  public:
    enum class Event { acked, cancelled, timed_out };  ///< timed_out: no ACK within 64*T1
    using OnEvent = std::function<void(Event, const sip_t*)>;
    using OnPrack =
        std::function<void(std::unique_ptr<Incoming> prack, const sip_t*)>;  ///< null: no PRACK came

    Incoming(nta_agent_t* agent, nta_incoming_t* irq);
    ~Incoming();
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;

    void on_event(OnEvent callback);  ///< ACK and CANCEL of an INVITE; may destroy this object
    void reply(const Reply& reply);
    void reply(int status) { reply(Reply{.status = status, .reason = {}, .headers = {}, .body = {}}); }
    /// RFC 3262; false when the peer doesn't support it.
    bool reply_reliably(const Reply& reply, OnPrack on_prack);
    bool awaits_prack() const;               ///< a reliable response is under way
    void tag(const std::string& local_tag);  ///< the To tag of every response
    int status() const { return nta_incoming_status(irq_); }
    nta_incoming_t* get() const { return irq_; }
    Flow flow() const;  ///< the connection that it came by

  private:
    struct Reliable;
    static int event_trampoline(void* self, nta_incoming_t* irq, const sip_t* sip) noexcept;
    void count(const Reply& reply) const;
    nta_agent_t* agent_;
    nta_incoming_t* irq_;
    OnEvent on_event_;
    bool* gone_{};
    std::unique_ptr<Reliable> reliable_;  ///< the provisional response that waits for its PRACK
};

/// One client transaction (nta_outgoing_t). Destroyed early it forgets the answer; it does not cancel.
class Outgoing {
  public:
    /// Every response, provisional ones too. `sip` is null when nta made the response itself (408, 503).
    using OnResponse = std::function<void(int status, const sip_t* sip)>;

    ~Outgoing();
    Outgoing(const Outgoing&) = delete;
    Outgoing& operator=(const Outgoing&) = delete;

    /// CANCEL, as soon as a provisional response has come, even if this object is gone by then. Once only.
    void cancel(const std::string& headers);
    nta_outgoing_t* get() const { return orq_; }
    std::uint32_t cseq() const { return nta_outgoing_cseq(orq_); }
    const sip_t* request() const;  ///< as sent; valid while this object lives
    /// Its answer can't be expected any more, now that the peer is reached over that connection.
    bool is_left_behind_by(const Flow& now) const;

  private:
    friend class Stack;
    explicit Outgoing(class Stack& stack) : stack_(stack) {}
    static int trampoline(void* self, nta_outgoing_t* orq, const sip_t* sip) noexcept;
    class Stack& stack_;
    nta_outgoing_t* orq_{};
    Flow over_;                                ///< the connection it was sent over; none: what nta has found
    bool by_flow_alone_{};                     ///< it and its CANCEL
    std::optional<std::string> cancel_later_;  ///< with these headers, as nothing has come yet
    mutable msg_t* request_{};
    OnResponse on_response_;
    bool* gone_{};
};

/// A request outside of dialogs. Values are header values ("\"Ann\" <sip:201@x>;tag=1"). Empty Call-ID, From
/// tag and CSeq 0 are made up.
struct NewRequest {
    std::string method;
    std::string uri;       ///< Request-URI
    std::string next_hop;  ///< where to send it, e.g. "sip:192.0.2.1:5060;transport=tcp"; empty: Route or URI
    std::string from, to;  ///< header values; tags as given
    std::string call_id;
    std::uint32_t cseq{};
    std::string headers;  ///< lines made by header(): Contact, Route, Authorization, …
    Body body;
    Flow flow;             ///< reuse this connection
    bool by_flow_alone{};  ///< over that connection, or not at all
    std::string branch{};  ///< of its Via (of an ACK: of the INVITE's); empty: made up
};

/// A request that belongs to no transaction or dialog of ours. Answered, kept or dropped exactly once;
/// destroyed undecided it is dropped.
class Arrival {
  public:
    Arrival(class Stack& stack, msg_t* msg, sip_t* sip) : stack_(stack), msg_(msg), sip_(sip) {}
    ~Arrival();
    Arrival(const Arrival&) = delete;
    Arrival& operator=(const Arrival&) = delete;

    const sip_t& sip() const { return *sip_; }  ///< valid until decided; after keep() as long as the Incoming
    sip_method_t method() const { return sip_->sip_request->rq_method; }
    std::string method_name() const { return str(sip_->sip_request->rq_method_name); }
    Hop hop() const;
    Flow flow() const;

    void answer(const Reply& reply);  ///< statelessly (trap: a UDP transaction costs 9.6 kB for 32 s)
    void answer(int status) { answer(Reply{.status = status, .reason = {}, .headers = {}, .body = {}}); }
    std::unique_ptr<Incoming> keep();  ///< makes it a server transaction; null: it couldn't be and is gone
    void drop();

  private:
    class Stack& stack_;
    msg_t* msg_;
    sip_t* sip_;
};

/// Calls back once after a time, in the loop. Destroyed or cleared it doesn't.
class Timer {
  public:
    explicit Timer(Loop& loop) : loop_(loop) {}
    ~Timer() { clear(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    void set(Duration after, std::function<void()> job);  ///< replaces what was set
    void clear();
    bool running() const { return timer_ != nullptr; }

  private:
    static void trampoline(void* magic, su_timer_t* timer, void* self) noexcept;
    Loop& loop_;
    su_timer_t* timer_{};
    std::function<void()> job_;
};

/// The agent with its transports.
class Stack {
  public:
    /// Throws std::runtime_error for the admin when an address can't be bound. `on_arrival` gets every
    /// request that matches nothing.
    Stack(Loop& loop, const Options& options, std::function<void(Arrival&)> on_arrival);
    ~Stack();
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;

    /// Sends a request outside of dialogs. Null: the URI can't be used. Never blocks; a name that takes long
    /// to resolve is the caller's to time out (destroying the Outgoing is clean).
    std::unique_ptr<Outgoing> send(const NewRequest& request, Outgoing::OnResponse on_response);
    /// The same with a leg of a dialog or of our own; Call-ID, tags, route set and CSeq are the leg's.
    std::unique_ptr<Outgoing> send_on(nta_leg_t* leg, const NewRequest& request,
                                      Outgoing::OnResponse on_response);
    /// An INVITE without any answer, whose owner is gone: its first provisional response brings the CANCEL.
    void cancel_later(nta_outgoing_t* invite, std::string headers);
    /// ACK to a 2xx (nta sends none); answers its retransmissions, too. `cseq` is the INVITE's, and so is
    /// `branch`; without it the INVITE's Outgoing must still live.
    void acknowledge(nta_leg_t* leg, const NewRequest& ack);

    /// An INVITE of this Call-ID was given up without an answer: should one come within 64*T1, it is
    /// acknowledged and ended. Other answers that belong to nothing are dropped, so that nobody can make us
    /// send BYEs.
    void end_late_answers(const std::string& call_id);

    const std::vector<Listen>& listening() const { return listening_; }  ///< with real ports
    /// Our address towards a peer, by the routing table.
    std::string near_ip(const std::string& peer_ip) const;
    /// A Contact value for requests to and responses to this peer:
    /// "<sip:layby@192.0.2.1:5060;transport=tcp>".
    std::string contact(const std::string& peer_ip, Transport transport) const;
    /// As whom peers see us.
    Outlook& outlook() { return outlook_; }
    const Outlook& outlook() const { return outlook_; }

    /// Whose connections are no strangers' from the beginning, and who is told of those that were too many.
    void watch_connections(Connections::Trusts trusts, Connections::Crowded crowded);
    void watch_unreadable(OnUnreadable told) { unreadable_ = std::make_unique<Unreadable>(std::move(told)); }
    /// An empty line to somebody who is reached there over UDP.
    void send_empty_line(const Address& to) const { empty_lines_.send(near_ip(to.ip), to); }
    /// Somebody we know has sent something over this connection: it may stay.
    void proved(const Flow& flow);
    const Connections& connections() const { return connections_; }
    /// Another certificate, for the connections that come from now on.
    void use(tls::Context context);
    TrunkDoors& trunk_doors() { return trunk_doors_; }
    const TrunkDoors& trunk_doors() const { return trunk_doors_; }
    edge::Edge* edge() { return inner_.edge_if_any(); }  ///< null: there is nothing for one
    const edge::Edge* edge() const { return inner_.edge_if_any(); }

    Loop& loop() { return loop_; }
    nta_agent_t* agent() { return agent_; }
    nta_leg_t* outside() { return outside_; }  ///< the leg without a dialog, for requests outside of dialogs
    std::size_t server_transactions() const;
    std::size_t client_transactions() const;
    std::size_t legs() const;
    /// From now on; an empty Trace::write turns it off.
    void trace(Trace trace) { tap_->show(std::move(trace)); }
    /// These messages are about that leg, for the tape.
    void note_leg(LegId leg, const std::string& call_id);
    std::uint64_t malformed() const;
    /// Of a response that is sent; by class, 1 for 1xx.
    void count_response(int status) { ++responses_[static_cast<std::size_t>(status / 100) % 7]; }
    const std::array<std::uint64_t, 7>& responses() const { return responses_; }

  private:
    static int message_trampoline(void* self, nta_agent_t* agent, msg_t* msg, sip_t* sip) noexcept;
    static int late_trampoline(void* self, nta_outgoing_t* invite, const sip_t* sip) noexcept;
    void add_listens();
    bool create_agent(const std::string& first_url, const std::string& ident);
    const Listen* listening_on(const std::string& ip) const;
    const char* sender_for(nta_leg_t* leg, const NewRequest& request) const;
    /// How a request goes out.
    struct Way {
        std::string next_hop;
        tport_t* over{};       ///< null: nta finds or opens one
        const char* sender{};  ///< which socket of ours; null: nta's choice
    };
    Way way_of(nta_leg_t* leg, const NewRequest& request) const;
    void on_stray_response(msg_t* msg, const sip_t* sip);
    LateAnswers late_answers_;
    void learn_ports();
    void tap();
    const Listen* behind_edge_at(const std::string& ident) const;
    void watch_accepts();
    TrunkDoorsHost host_of_trunk_doors();
    bool accepted(const AcceptedSocket& socket, const Address& peer);
    void expire_connections();
    Loop& loop_;
    Options options_;
    Outlook outlook_;
    std::function<void(Arrival&)> on_arrival_;
    nta_agent_t* agent_{};
    std::array<std::uint64_t, 7> responses_{};
    nta_leg_t* outside_{};
    std::unordered_map<nta_outgoing_t*, std::string> late_cancels_;  ///< with their headers
    std::vector<Listen> wanted_;                                     ///< one for each address of ours
    std::vector<Listen> for_browsers_;                               ///< that are listened for by the edge
    std::vector<Listen> listening_;
    InnerDoors inner_;
    EmptyLines empty_lines_;
    std::unique_ptr<Tap> tap_;
    ResolvConf resolv_conf_;  ///< for names in Contact and Record-Route; without resolvers as the system
    mutable std::unordered_map<std::string, std::string> near_;  ///< by peer
    Connections connections_;
    std::unique_ptr<Accepting> accepting_;
    std::unique_ptr<Unreadable> unreadable_;
    Timer connections_expire_;
    TrunkDoors trunk_doors_;
};

/// Where a received message came from.
Hop hop_of(Stack& stack, msg_t* msg, tport_t* transport);
/// Where a request of a transaction came from.
Hop hop_of(Stack& stack, const Incoming& incoming);
/// The text form of an address in sofia's socket address, IPv6 without brackets.
Address endpoint_of(const su_sockaddr_t& address);

}  // namespace layby::sip
