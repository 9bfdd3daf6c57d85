// Sends the REGISTERs of one trunk line, to its servers in turn. For trunk_line.cpp only; signalling thread.
#pragma once
#include <memory>
#include <string>

#include "sip/trunks/trunk_line.hpp"

namespace layby::sip {

struct TrunkLine::Registering {
  public:
    Registering(TrunkLine& line, Stack& stack);

    void servers_known();   ///< something to send to was found: begins if nothing is under way
    void connected_anew();  ///< what was registered over the last connection leads nowhere
    void follow_outlook();  ///< registers anew if its contact is another now
    bool registered(Instant now) const { return state_.registered(now); }
    bool refused(Instant now) const;
    TrunkView::Registration view(Instant now) const;

  private:
    void begin();
    void send(const ProviderRequest& request);
    void responded(int status, const sip_t* sip);
    void unanswered();
    void settle(const ProviderReply& reply);
    std::string headers_of(const ProviderRequest& request);
    std::string current_contact() const;
    bool has_moved() const { return !contact_.empty() && contact_ != current_contact(); }

    TrunkLine& line_;
    Stack& stack_;
    ProviderRegistration state_;
    ProviderRequest last_;
    Server server_;
    std::string contact_, call_id_, from_tag_;
    std::string left_;  ///< the contact before, which the provider may still know
    std::uint32_t cseq_{};
    unsigned tried_{};  ///< servers, in this attempt
    std::unique_ptr<Outgoing> sent_;
    Timer patience_, next_;
};

}  // namespace layby::sip
