// A phone of the simulated world: a SIP user agent of our own, with its own timers, that speaks and hears. It
// does by itself what phones do by themselves (repeat, acknowledge, answer re-INVITE, BYE, CANCEL, NOTIFY …);
// what people do with it is in people.cpp.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "simulation/world/agenda.hpp"
#include "simulation/world/chance.hpp"
#include "simulation/world/network.hpp"
#include "world/sip_message.hpp"

namespace layby::simulation {

using tests::SipMessage;

/// One call as this phone sees it.
struct Call {
    enum class State {
        calling,  ///< our INVITE has no final answer
        ringing,  ///< theirs has none
        up,       ///< answered
        over
    };

    std::uint64_t id{};
    bool incoming{};
    State state{};
    bool confirmed{};   ///< ACK was sent or has come
    bool progressed{};  ///< our INVITE was heard
    bool given_up{};    ///< we sent CANCEL

    // The dialog.
    std::string call_id, local, remote, target;
    int cseq{}, invite_cseq{}, their_cseq{};
    std::string invite_branch;  ///< of the INVITE that began it
    SipMessage invite;          ///< theirs
    std::string ok;             ///< our 2xx while it has no ACK
    int ok_cseq{};
    std::string ack;  ///< ours to the latest 2xx
    bool offering{};  ///< our re-INVITE is open

    // Its sound.
    std::uint16_t port{};
    Address there;
    std::string ours{"sendrecv"}, theirs{"sendrecv"};
    int version{1};
    std::uint16_t sequence{};
    std::uint32_t timestamp{};
    std::string heard;  ///< what came last: "voice 202/3", "music default", "digits/7"
    std::optional<Instant> heard_at;

    // What was wanted, and what became of it.
    std::string dialled;  ///< by us
    std::string shown;    ///< whom it shows: the number at the other end
    std::string shown_name;
    int refer_result{};  ///< the last NOTIFY of a transfer; 0: none
    bool referring{};    ///< a transfer was asked for, and nothing final has come
    bool ended_by_us{};
    bool excused{};  ///< it may be forgotten: a crash came while the disk was in trouble
    Instant began, ended;

    bool is_up() const { return state == State::up && confirmed; }
    bool holds() const { return ours != "sendrecv"; }
    bool speaks() const { return is_up() && !holds() && (theirs == "sendrecv" || theirs == "recvonly"); }
    std::string mark(const std::string& user) const { return "voice " + user + "/" + std::to_string(id); }
};

class Phone {
  public:
    struct Setup {
        std::string user, password, ip;
        bool trunk{};                        ///< an outside line: many numbers, none registers
        std::vector<std::string> watches{};  ///< slots with a lamp
    };
    /// Who lives with it.
    struct Ears {
        std::function<void(Phone&, Call&)> rings = [](Phone&, Call&) {};
        std::function<void(Phone&, Call&)> over = [](Phone&, Call&) {};
        std::function<void(Phone&, Call&)> hears = [](Phone&, Call&) {};  ///< something else than before
        std::function<void(Phone&, Call&)> lost = [](Phone&, Call&) {
        };  ///< the other end knows of no such call
    };

    Phone(Agenda& agenda, Network& network, Ladder& ladder, Chance chance, Setup setup, Ears ears);
    Phone(const Phone&) = delete;
    Phone& operator=(const Phone&) = delete;

    const std::string& user() const { return setup_.user; }
    bool is_trunk() const { return setup_.trunk; }

    // -- what people do
    void switch_on();            ///< registers and subscribes
    void reboot(Duration dark);  ///< forgets everything, and is gone for so long
    bool is_on() const { return on_; }
    Call& dial(const std::string& number, const std::string& from = {});
    void answer(Call& call);
    void refuse(Call& call, int status, const std::string& headers = {});
    void cancel(Call& call);
    void hang_up(Call& call);
    void hold(Call& call, bool held);
    void refer(Call& call, const std::string& number);
    void refer(Call& call, const Call& replaced);
    void key(Call& call, char digit);

    // -- what it knows
    std::vector<Call*> calls();  ///< those that aren't over
    Call* find(const std::string& call_id);
    /// The slots whose lamp is lit; none: it is not (yet) told of all.
    std::optional<std::set<std::string>> lit() const;
    bool registered() const { return registered_; }
    std::string unsettled() const;  ///< what waits for an answer; empty: nothing

    void speak();  ///< a packet of sound on every call that has some to send
    void receive(const SipMessage& message);

  private:
    struct Draft {
        std::string method, uri, from, to, call_id, headers, body, type;
    };
    using Answered = std::function<void(const SipMessage&)>;
    /// A request of ours without its final answer.
    struct Asking {
        Draft draft;
        std::function<int()> next_cseq;
        Answered answered, progressed;
        unsigned proofs{};
        std::string branch, text;
        int cseq{};
        Instant until;
        bool proceeding{}, done{};
    };
    struct Lamp {
        std::string slot, call_id, local, remote;
        int cseq{}, their_cseq{};
        std::optional<bool> lit{};
    };

    // Requests of ours (asking.cpp).
    std::string ask(Draft draft, std::function<int()> next_cseq, Answered answered, Answered progressed = {});
    std::string begin(Asking asking, const std::string& proof);
    void repeat(const std::string& key, Duration wait);
    void give_up_silence(const std::string& key);
    void on_response(const SipMessage& message);
    void settle(const std::string& key, const SipMessage& answer);
    bool prove(const Asking& asking, const SipMessage& challenge);
    void refuse_ack(const Asking& asking, const SipMessage& answer);
    std::string text_of(const Draft& draft, int cseq, const std::string& branch,
                        const std::string& proof = {}) const;
    void put(const std::string& text);

    // Requests of theirs (answering.cpp).
    void on_request(const SipMessage& request);
    /// Repeats it when the request is repeated.
    std::string reply(const SipMessage& request, int status, const std::string& headers = {},
                      const std::string& body = {});
    void on_invite(const SipMessage& request);
    void on_reinvite(Call& call, const SipMessage& request);
    void on_cancel(const SipMessage& request);
    void on_notify(const SipMessage& request);
    void on_ack(const SipMessage& request);
    void repeat_ok(const std::string& call_id, int cseq, Duration wait, Instant until);

    // Calls (calls.cpp).
    Call& new_call();
    void on_invite_answer(const std::string& call_id, const SipMessage& answer);
    void cancelled(const std::string& invite, const SipMessage& answer);
    void acknowledge(Call& call, int cseq);
    void end(Call& call, bool by_us);
    void forget_asking(const std::string& call_id);
    void ask_within(Call& call, Draft draft, Answered answered = {});
    void miss_sound(std::uint64_t life);
    Draft in_dialog(const Call& call, const std::string& method) const;
    void send_refer(Call& call, const std::string& to);
    void send_reinvite(const std::string& call_id);
    void again(const std::string& call_id, Duration wait);
    void learn_shown(Call& call, const SipMessage& message);
    void learn_sound(Call& call, const SipMessage& message);
    std::string sdp(const Call& call, const std::string& direction) const;
    std::string contact() const;
    std::string token();

    void register_again(std::uint64_t life);
    void watch(Lamp& lamp);
    void hear(const Address& at, Bytes packet);

    Agenda& agenda_;
    Network& network_;
    Ladder& ladder_;
    Chance chance_;
    const Setup setup_;
    const Ears ears_;
    const Address here_;
    bool on_{}, registered_{};
    std::uint64_t life_{};  ///< counts reboots: timers of an earlier life mean nothing
    std::uint64_t last_call_{}, last_token_{};
    int register_cseq_{};
    std::string register_call_id_;
    std::vector<std::unique_ptr<Call>> calls_;
    std::map<std::string, Asking> asking_;        ///< by branch and method
    std::map<std::string, std::string> replied_;  ///< by branch and method
    std::vector<std::unique_ptr<Lamp>> lamps_;
};

}  // namespace layby::simulation
