#include "console/access/guesses.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace layby::console {
namespace {

constexpr std::size_t most_known = 1000;

std::string pair(const std::string& source, const std::string& account) { return source + ' ' + account; }

}  // namespace

std::optional<std::chrono::seconds> Guesses::wait(const std::string& source, const std::string& account,
                                                  Clock::time_point now) const {
    if (knows(source, account)) return by_pair_.wait(pair(source, account), most_of_source, now);
    if (const auto left = by_source_.wait(source, most_of_source, now)) return left;
    return by_account_.wait(account, most_of_account, now);
}

Tries::Try Guesses::tried(const std::string& source, const std::string& account, Clock::time_point now) {
    if (knows(source, account)) return by_pair_.wrong(pair(source, account), now);
    const auto of_account = by_account_.wrong(account, now);
    const auto of_source = by_source_.wrong(source, now);
    return {std::max(of_source.delay, of_account.delay), of_source.count};
}

void Guesses::right(const std::string& source, const std::string& account) {
    by_account_.right(account);
    by_pair_.right(pair(source, account));
    if (knows(source, account)) return;
    known_.emplace_back(source, account);
    if (known_.size() > most_known) known_.pop_front();
}

bool Guesses::knows(const std::string& source, const std::string& account) const {
    return std::ranges::find(known_, std::pair(source, account)) != known_.end();
}

std::string source_of(const std::string& address) {
    namespace ip = boost::asio::ip;
    boost::system::error_code error;
    const auto parsed = ip::make_address(address, error);
    if (error || parsed.is_v4()) return address;
    auto v6 = parsed.to_v6();
    if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6).to_string();
    auto bytes = v6.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{});
    return ip::address_v6(bytes).to_string() + "/64";
}

}  // namespace layby::console
