// A DNS server of a few records, for tests of look-ups. Answers at once, or never when it is dead.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "wire.hpp"

namespace layby::sip::test {

class DnsServer final : public Socket {
  public:
    using Socket::Socket;

    bool dead{};
    std::uint32_t ttl{60};
    std::vector<std::string> asked;  ///< "SRV _sip._udp.example"

    void add_address(const std::string& name, const std::string& ip) { addresses_[name].push_back(ip); }
    void add_srv(const std::string& name, std::uint16_t priority, std::uint16_t weight, std::uint16_t port,
                 const std::string& target) {
        servers_[name].push_back({priority, weight, port, target});
    }
    void clear() { addresses_.clear(), servers_.clear(); }
    std::string text() const { return address().ip + ':' + std::to_string(address().port); }

  private:
    struct Srv {
        std::uint16_t priority, weight, port;
        std::string target;
    };
    void received(const std::string& bytes, const Address& from) override;
    std::vector<std::string> data_for(const std::string& name, unsigned type) const;

    std::map<std::string, std::vector<std::string>> addresses_;
    std::map<std::string, std::vector<Srv>> servers_;
};

}  // namespace layby::sip::test
