// How a WebSocket for SIP begins: an HTTP request to upgrade, and what is wrong with one (RFC 6455 section
// 4.2.1, RFC 7118 section 4). Plain values and pure functions.
#pragma once
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <optional>
#include <string>

#include "runtime/descriptor.hpp"
#include "words/address.hpp"

namespace layby::edge {

using UpgradeRequest = boost::beast::http::request<boost::beast::http::empty_body>;

struct UpgradeRefusal {
    boost::beast::http::status status{};
    std::string why;  ///< a sentence for who writes the client
};

/// None: it can be taken.
std::optional<UpgradeRefusal> refuse(const UpgradeRequest& request);

/// A browser that has asked somebody else on this machine for a WebSocket for SIP, and waits for the answer.
struct HandedOver {
    runtime::Descriptor socket;  ///< everything that came was read: it is in the request
    UpgradeRequest request;
    Address peer;   ///< the browser's; the port may be that of a proxy before us
    bool by_tls{};  ///< what the browser sends is encrypted
};

}  // namespace layby::edge
