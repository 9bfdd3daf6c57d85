#include "console/proxy.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <cctype>
#include <charconv>

namespace layby::console {
namespace {

namespace ip = boost::asio::ip;

/// Without a zone, which may be any text.
std::optional<ip::address> address_in(std::string_view text) {
    if (text.find('%') != std::string_view::npos) return {};
    boost::system::error_code error;
    const auto out = ip::make_address(std::string(text), error);
    if (error) return {};
    const bool mapped = out.is_v6() && out.to_v6().is_v4_mapped();
    return mapped ? ip::address(ip::make_address_v4(ip::v4_mapped, out.to_v6())) : out;
}

/// A network without a length is one address.
bool is_in(const ip::address& address, std::string_view network) {
    const auto slash = std::min(network.find('/'), network.size());
    const auto base = address_in(network.substr(0, slash));
    if (!base || base->is_v4() != address.is_v4()) return false;
    if (slash == network.size()) return address == *base;
    unsigned short bits{};
    const auto digits = network.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits > (base->is_v4() ? 32 : 128))
        return false;
    if (base->is_v4())
        return ip::network_v4(address.to_v4(), bits).network() ==
               ip::network_v4(base->to_v4(), bits).network();
    return ip::network_v6(address.to_v6(), bits).network() == ip::network_v6(base->to_v6(), bits).network();
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
        const auto address = address_in(one);
        if (!address) return {};
        if (!is_among(one, proxy.trusted)) return address->to_string();
        forwarded_for = forwarded_for.substr(0, begin == 0 ? 0 : comma);
    }
    return {};
}

std::string lowered(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

}  // namespace

bool is_at(const Request& request, const Proxy& proxy) {
    if (!request.by_proxy || proxy.url.empty()) return false;
    return lowered(request.origin) == proxy.url || lowered(request.host) == host_of(proxy.url);
}

bool is_among(std::string_view address, const std::vector<std::string>& networks) {
    const auto known = address_in(address);
    return known && std::ranges::any_of(networks, [&](const auto& one) { return is_in(*known, one); });
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
