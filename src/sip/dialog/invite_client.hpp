// The INVITE of an outbound call up to our ACK: servers tried in turn, challenges, 1xx, 2xx, CANCEL (RFC 3261
// sections 9.1, 13.2 and 22). A part of the dialog; signalling thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sip/dialog/dialog_context.hpp"
#include "sip/dialog/handshake.hpp"
#include "sip/dialog/kept_calls.hpp"
#include "sip/dialog/session_clock.hpp"
#include "sip/dialog/target.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class InviteClient {
  public:
    InviteClient(DialogContext& dialog, SessionClock& clock);

    void dial(const calls::OutboundCall& order, std::vector<Target> targets);
    void cancel(calls::CancelReason reason);
    /// The 2xx, if that is still due. Until then the phone repeats its 2xx, which the INVITE's transaction
    /// swallows; or, if we die, the next process gets it.
    void acknowledge();
    void stop() {
        deadline_.clear();
        flow_watch_.clear();
    }

    const Handshake& handshake() const { return handshake_; }
    bool under_way() const { return transaction_ != nullptr; }

    // Over a restart.
    std::optional<KeptInvite> kept() const;
    void resume(const Handshake& kept, const std::optional<KeptInvite>& invite);
    /// The 2xx had come: our ACK follows. `told`: the switchboard knows of it.
    void resume_answered(bool told);
    /// Goes on ringing: sent again, or over when the phone couldn't tell us any more.
    void resume_ringing();
    /// Its trunk is connected to again: whoever rings there hears of us over that.
    void goes_on_over(const Flow& line);

  private:
    /// What was ordered, and how far that has got: as it is kept, but for the connections.
    struct Attempt {
        calls::OutboundCall order;
        std::vector<Target> targets;
        std::size_t target{};
        std::string branch;    ///< of the last INVITE
        std::uint32_t cseq{};  ///< likewise
        std::string proved;    ///< credentials that it carried
        std::uint32_t min_se{};
    };
    struct Told {
        int status{};
        std::optional<MediaDescription> answer;
        bool operator==(const Told&) const = default;
    };

    const Target& target() const { return attempt_.targets[attempt_.target]; }
    TrunkLine* line();  ///< of this target; null: it is no trunk's
    bool leads_by_line() const;
    std::uint32_t interval() const;
    void try_target();
    void send();
    void repeat();
    void ring_on();
    void call_anew(const Server& at, const Flow& line);
    void resume_by_line();
    void try_as_another_call();
    NewRequest request(const char* method, std::string header_lines) const;
    std::string headers() const;
    std::string referred_by() const;
    std::string diversion() const;
    Party shown_caller() const;
    void on_response(int status, const sip_t* sip);
    void follow(const sip_t& sip);
    std::optional<MediaDescription> read_answer(const sip_t& sip);
    void progressed(int status, const sip_t& sip);
    void acknowledge_reliable(const sip_t& sip);
    void connected(const sip_t& sip);
    void failed(int status, const sip_t* sip);
    bool try_again(int status, const sip_t& sip);
    bool try_next_server(int status, bool made_here);
    void silent_target();
    void give_up(int status);
    void cancel_unheard();
    void watch_flow();
    void flow_ended();
    void await_line();
    std::optional<Instant>& end_of_waiting();
    Duration at_most(Duration patience);
    void line_stays_away();
    void tell_failed(int status, const sip_t* sip);

    DialogContext& dialog_;
    SessionClock& clock_;
    std::unique_ptr<Outgoing> transaction_;
    Attempt attempt_;
    Told told_;                                     ///< of its ringing
    std::optional<MediaDescription> early_answer_;  ///< it came with a 1xx
    Handshake handshake_;
    std::string why_cancelled_;  ///< header lines
    Timer deadline_;
    Timer flow_watch_;
    /// Until when its trunk is waited for, however often it comes and goes: by a call that is wanted, as long
    /// as nothing is answered, and by the end of one. None: it isn't waited for.
    std::optional<Instant> wanted_until_, cancelling_until_;
};

}  // namespace layby::sip
