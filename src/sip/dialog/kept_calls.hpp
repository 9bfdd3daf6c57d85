// What is kept of a call, so that it outlives the process, part by part. Plain values.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "calls/orders.hpp"
#include "sip/dialog/dialog_state.hpp"
#include "sip/dialog/session_timer.hpp"
#include "words/transport.hpp"

namespace layby::sip {

/// Where an outbound INVITE goes, without its connection.
struct KeptTarget {
    std::string uri, next_hop, route_headers, peer_ip;
    Transport transport{};
    std::optional<Address> server;  ///< of a trunk
    std::string extra_headers, features;
    bool operator==(const KeptTarget&) const = default;
};

/// An INVITE of ours that has no final response yet, or one whose 2xx has no ACK yet. Sent again with the
/// same branch, Call-ID and CSeq it is a retransmission (RFC 3261 section 17.2.3): the phone that rings for
/// it doesn't ring twice.
struct KeptInvite {
    calls::OutboundCall order;
    std::vector<KeptTarget> targets;
    std::size_t target{};
    std::string branch;    ///< of its Via
    std::uint32_t cseq{};  ///< the dialog's may be ahead of it, by a PRACK
    std::string proved;    ///< credentials that it carried
    std::uint32_t min_se{};
};

/// A REFER whose answer or final NOTIFY is due. Whether it was accepted the switchboard knows, which may have
/// done so in the moment before we died.
struct KeptTransfer {
    std::string event;
    bool silent{};
    std::uint32_t cseq{};  ///< of the REFER: one that comes again gets its 202 again
    bool operator==(const KeptTransfer&) const = default;
};

struct KeptCall {
    DialogState dialog;
    bool answered{};   ///< a 2xx was sent or has come
    bool confirmed{};  ///< and its ACK has come or was sent
    std::optional<KeptInvite> invite;
    std::optional<SessionTimer> timer;
    std::optional<KeptTransfer> transfer;
    bool transferred_before{};
};

}  // namespace layby::sip
