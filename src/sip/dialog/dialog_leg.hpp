// One nta leg: nta's matching of requests to a dialog, and the route set of ours. For this folder only;
// signalling thread.
#pragma once
#include <functional>
#include <memory>

#include "sip/dialog/dialog_state.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class DialogLeg {
  public:
    using OnRequest = std::function<void(std::unique_ptr<Incoming>, const sip_t&)>;

    /// Also restores a dialog that was written down.
    DialogLeg(Stack& stack, const DialogState& state, OnRequest on_request);
    ~DialogLeg();
    DialogLeg(const DialogLeg&) = delete;
    DialogLeg& operator=(const DialogLeg&) = delete;

    void refresh_target(const sip_contact_t* contact);  ///< RFC 3261 section 12.2
    /// The last request wasn't the peer's: nta has noted its CSeq, which counts for nothing.
    void forget_cseq(const DialogState& state);
    /// An ACK that no transaction of this process waits for.
    void on_ack(std::function<void(const sip_t&)> callback) { on_ack_ = std::move(callback); }
    std::uint32_t local_cseq() const { return nta_leg_get_seq(leg_); }
    nta_leg_t* get() const { return leg_; }

  private:
    static int trampoline(void* self, nta_leg_t* leg, nta_incoming_t* irq, const sip_t* sip) noexcept;
    void make(const DialogState& state, std::uint32_t local_cseq);
    void set_route(const DialogState& state);
    void acknowledged(const sip_t& ack);
    Stack& stack_;
    nta_leg_t* leg_{};
    OnRequest on_request_;
    std::function<void(const sip_t&)> on_ack_;
    bool* gone_{};
};

}  // namespace layby::sip
