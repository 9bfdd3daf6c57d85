// One DNS server, asked by sofia's resolver. For this folder only; signalling thread.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sip/stack/resolv_conf.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

/// What one server answered to one question.
struct DnsAnswer {
    struct Record {
        std::uint16_t priority{}, weight{}, port{};  ///< of SRV
        std::string text;                            ///< the target of SRV, the address of A and AAAA
    };
    std::vector<Record> records;
    std::uint32_t ttl{};      ///< seconds, of the shortest-lived record
    bool authoritative_no{};  ///< no records, and that is certain: the name or the kind of record doesn't
                              ///< exist
};

enum class DnsType : std::uint16_t { a = 1, aaaa = 28, srv = 33 };

class NameServer {
  public:
    using OnAnswer = std::function<void(const DnsAnswer&)>;

    /// A question to this server; destroyed it is forgotten.
    class Query {
      public:
        ~Query();
        Query(const Query&) = delete;
        Query& operator=(const Query&) = delete;

      private:
        friend class NameServer;
        Query() = default;
        static void trampoline(sres_context_t* self, sres_query_t* query, sres_record_t** answers) noexcept;
        NameServer* server_{};
        sres_query_t* query_{};
        DnsType type_{};
        OnAnswer on_answer_;
    };

    NameServer(Loop& loop, const Address& address);
    ~NameServer();
    NameServer(const NameServer&) = delete;
    NameServer& operator=(const NameServer&) = delete;

    /// Null: can't be asked now. `on_answer` is called once and never from within this call; it may destroy
    /// the Query.
    std::unique_ptr<Query> ask(DnsType type, const std::string& name, OnAnswer on_answer);

  private:
    ResolvConf configuration_;
    sres_resolver_t* resolver_{};
};

/// "ip", "ip:port", "[v6]:port". None: not that.
std::optional<Address> name_server_address(const std::string& text);
/// All of them. Throws std::runtime_error when one is not an address.
std::vector<Address> name_server_addresses(const std::vector<std::string>& texts);
/// The name servers of /etc/resolv.conf, at most three.
std::vector<Address> system_name_servers();

}  // namespace layby::sip
