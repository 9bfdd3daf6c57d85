// What is sent within a dialog: its leg, the requests under way, the answer to a trunk's challenge, and what
// the peer says of itself meanwhile. Owned by the dialog; signalling thread; for this folder only.
#pragma once
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "sip/dialog/dialog_leg.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class DialogContext;

class DialogRequests {
  public:
    using Done = std::function<void(int status, const sip_t* sip)>;

    DialogRequests(DialogContext& dialog, DialogLeg::OnRequest on_request);

    // The leg: nta's side of the dialog.
    void make_leg();
    void drop_leg();  ///< an early dialog came to nothing
    bool has_leg() const { return leg_ != nullptr; }
    std::uint32_t local_cseq() const;  ///< of the last request
    void on_ack(std::function<void(const sip_t&)> callback);
    /// The last request wasn't the peer's: its CSeq counts for nothing.
    void forget_cseq();

    /// A request with what all have in common: where to, and our Contact.
    NewRequest make(const std::string& method) const;
    /// One challenge of a trunk is answered; `done` hears of the final response, 503 when it can't be sent.
    void send(NewRequest request, Done done);
    /// A re-INVITE, whose challenge is its sender's to answer. Null: it can't be sent.
    std::unique_ptr<Outgoing> invite(const NewRequest& request, Outgoing::OnResponse on_response);
    void acknowledge(const NewRequest& ack);
    /// The header line that answers a challenge of a trunk's provider; none: there is no answer.
    std::optional<std::string> prove(const sip_t& challenged, const std::string& method,
                                     const std::string& uri, const std::string& proved = {});

    void follow_target(const sip_t& sip);  ///< RFC 3261 section 12.2
    void learn_party(const sip_t& sip);    ///< who the peer is, where it is believed

    /// The peer's connection to us, or ours to it; where its own has ended, the one that is kept to its
    /// trunk, or by which that came last.
    Flow flow() const;
    bool has_own_flow() const { return is_open(flow_); }
    void flow_over(Flow flow) { flow_ = std::move(flow); }

  private:
    using UnderWay = std::list<std::unique_ptr<Outgoing>>;
    void transmit(NewRequest request, bool proved, Done done);
    void responded(UnderWay::iterator at, const NewRequest& request, bool proved, int status,
                   const sip_t* sip, const Done& done);

    DialogContext& dialog_;
    DialogLeg::OnRequest on_request_;
    std::unique_ptr<DialogLeg> leg_;
    UnderWay under_way_;  ///< BYE, INFO, UPDATE, NOTIFY, PRACK
    Flow flow_;
};

}  // namespace layby::sip
