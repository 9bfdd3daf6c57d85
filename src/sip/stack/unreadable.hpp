// What can't be read as SIP. sofia-sip drops it without a word; where its sender can be answered it is made a
// request that is refused with 400, and otherwise it is told, so that a line of the log tells of it. A head
// with more lines than the stack reads in reasonable time becomes such a message.
//
// msg_extract() and sip_request_d() are ours, in front of the library's (as accept() is, accepting.hpp).
// For src/sip only; signalling thread.
#pragma once
#include <functional>

#include "sip/stack/sofia.hpp"
#include "words/address.hpp"
#include "words/transport.hpp"

namespace layby::sip {

using OnUnreadable = std::function<void(const Address& from, Transport transport)>;

/// While it lives it is told of messages on this thread that say they are SIP, can't be read and can't be
/// answered.
class Unreadable {
  public:
    explicit Unreadable(OnUnreadable on_unreadable);
    ~Unreadable();
    Unreadable(const Unreadable&) = delete;
    Unreadable& operator=(const Unreadable&) = delete;
    void tell(const Address& from, Transport transport) const { on_unreadable_(from, transport); }

  private:
    OnUnreadable on_unreadable_;
};

/// It has more header lines, or more items in them, than are read.
bool is_flood(const msg_t* msg);
/// Its first line names a method and SIP/2.0, and what is between them is no URI.
bool without_uri(const sip_t& request);

}  // namespace layby::sip
