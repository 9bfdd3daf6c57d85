#include "console/proxy.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "words/networks.hpp"
#include "words/plain_ip.hpp"
#include "words/spelling.hpp"

namespace layby::console {
namespace {

namespace ip = boost::asio::ip;

/// Without a zone, which may be any text. Empty: it is no address.
std::string address_in(std::string_view text) {
    if (text.find('%') != std::string_view::npos) return {};
    boost::system::error_code error;
    const auto out = ip::make_address(std::string(text), error);
    return error ? std::string{} : plain_ip(out.to_string());
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

/// What stands further left may be invented: each proxy adds at the end.
std::string last_before(std::string_view forwarded_for, const Proxy& proxy) {
    while (!forwarded_for.empty()) {
        const auto comma = forwarded_for.rfind(',');
        const auto begin = comma == std::string_view::npos ? 0 : comma + 1;
        const auto one = trimmed(forwarded_for.substr(begin));
        auto address = address_in(one);
        if (address.empty()) return {};
        if (!is_among(one, proxy.trusted)) return address;
        forwarded_for = forwarded_for.substr(0, begin == 0 ? 0 : comma);
    }
    return {};
}

}  // namespace

bool is_at(const Request& request, const Proxy& proxy) {
    if (!request.by_proxy || proxy.url.empty()) return false;
    return lower_case(request.origin) == proxy.url || lower_case(request.host) == host_of(proxy.url);
}

bool is_among(std::string_view address, const std::vector<std::string>& networks) {
    const auto known = address_of(std::string(address));
    return known && std::ranges::any_of(networks, [&](const auto& text) {
               const auto network = network_of(text);
               return network && network->contains(*known);
           });
}

Request seen_through(Request request, const Proxy& proxy) {
    auto& visitor = request.visitor;
    request.by_proxy = !visitor.trusted && is_among(visitor.from, proxy.trusted);
    if (!request.by_proxy || !proxy.names_users) request.forwarded_user.clear();
    if (!request.by_proxy) return request;
    request.by_tls = proxy.url.starts_with("https://") && is_at(request, proxy);
    if (auto from = last_before(request.forwarded_for, proxy); !from.empty()) visitor.from = std::move(from);
    return request;
}

std::string_view host_of(std::string_view url) {
    const auto scheme = url.find("://");
    return scheme == std::string_view::npos ? std::string_view{} : url.substr(scheme + 3);
}

}  // namespace layby::console
