#include "edge/upgrade.hpp"

#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace layby::edge {

namespace http = boost::beast::http;

std::optional<UpgradeRefusal> refuse(const UpgradeRequest& request) {
    if (request.method() != http::verb::get)
        return UpgradeRefusal{http::status::method_not_allowed, "a WebSocket begins with GET"};
    if (!boost::beast::websocket::is_upgrade(request))
        return UpgradeRefusal{http::status::upgrade_required,
                              "here is SIP over WebSocket (RFC 7118): ask to upgrade to websocket"};
    if (request[http::field::sec_websocket_version] != "13")
        return UpgradeRefusal{http::status::upgrade_required, "only version 13 of WebSocket is spoken"};
    http::token_list protocols{request[http::field::sec_websocket_protocol]};
    if (!protocols.exists("sip"))
        return UpgradeRefusal{http::status::bad_request, "Sec-WebSocket-Protocol must offer sip (RFC 7118)"};
    if (request[http::field::sec_websocket_key].empty())
        return UpgradeRefusal{http::status::bad_request, "Sec-WebSocket-Key is missing"};
    return {};
}

}  // namespace layby::edge
