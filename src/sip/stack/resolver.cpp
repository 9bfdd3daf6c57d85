#include "sip/stack/resolver.hpp"

#include <algorithm>
#include <stdexcept>

#include "sip/stack/name_server.hpp"
#include "sip/text/uri.hpp"
#include "words/networks.hpp"

namespace layby::sip {
namespace {

constexpr std::size_t most_targets = 8;
constexpr auto for_ever = std::chrono::hours{24};  ///< an address in the settings

using NameServers = std::vector<std::unique_ptr<NameServer>>;

/// One question, put to all name servers at once. The first records, or the first certain no, is the answer;
/// it is none when every server failed.
class Question {
  public:
    Question(const NameServers& servers, DnsType type, const std::string& name, NameServer::OnAnswer done)
        : done_(std::move(done)) {
        for (const auto& server : servers) {
            auto query = server->ask(type, name, [this](const DnsAnswer& answer) { answered(answer); });
            if (query) queries_.push_back(std::move(query));
        }
        open_ = queries_.size();
    }
    bool asked() const { return open_ != 0; }

  private:
    void answered(const DnsAnswer& answer) {
        --open_;
        const bool final = !answer.records.empty() || answer.authoritative_no || open_ == 0;
        if (!final || !done_) return;
        const auto done = std::exchange(done_, nullptr);
        done(answer);
    }

    NameServer::OnAnswer done_;
    std::vector<std::unique_ptr<NameServer::Query>> queries_;
    std::size_t open_{};
};

struct Host {
    std::string host;
    std::uint16_t port{};
    std::vector<std::string> addresses;
};

/// A look-up under way: SRV first when no port is given, then the addresses of all targets at once.
class Walk final : public Resolver::Lookup {
  public:
    Walk(Loop& loop, const NameServers& servers, std::minstd_rand& random, Transport transport,
         Resolver::Done done)
        : servers_(servers), random_(random), transport_(transport), done_(std::move(done)), timer_(loop) {}

    void begin(const std::string& host, std::uint16_t port, Duration within) {
        if (address_of(host)) {
            targets_.push_back({host, port ? port : default_port(transport_), {host}});
            found_.good_for = for_ever;
            return timer_.set(Duration{0}, [this] { finish(); });
        }
        timer_.set(within, [this] { finish(); });
        host_ = host;
        if (port) return look_up_addresses({{host, port, {}}});
        const auto service =
            transport_ == Transport::tls ? std::string("_sips._tcp.") : "_sip._" + name_of(transport_) + '.';
        ask(DnsType::srv, service + host, [this](const DnsAnswer& answer) { servers_found(answer); });
    }

  private:
    void ask(DnsType type, const std::string& name, NameServer::OnAnswer done) {
        ++open_;
        questions_.push_back(std::make_unique<Question>(servers_, type, name, std::move(done)));
        // Nobody could be asked: the end comes from the loop, not from within look_up().
        if (!questions_.back()->asked() && --open_ == 0) timer_.set(Duration{0}, [this] { finish(); });
    }

    void servers_found(const DnsAnswer& answer) {
        --open_;
        if (answer.records.empty()) return look_up_addresses({{host_, default_port(transport_), {}}});
        keep_shortest(answer);
        std::vector<SrvRecord> records;
        for (const auto& record : answer.records)
            records.push_back({record.priority, record.weight, record.port, record.text});
        std::vector<Host> targets;
        for (const auto& record : in_order(std::move(records), random_))
            // A target of "." says that there is no such service (RFC 2782).
            if (!record.target.empty() && targets.size() < most_targets)
                targets.push_back({record.target, record.port, {}});
        if (targets.empty()) return finish();
        look_up_addresses(std::move(targets));
    }

    void look_up_addresses(std::vector<Host> targets) {
        targets_ = std::move(targets);
        for (std::size_t i = 0; i < targets_.size(); ++i)
            for (const auto type : {DnsType::a, DnsType::aaaa})
                ask(type, targets_[i].host,
                    [this, i](const DnsAnswer& answer) { addresses_found(i, answer); });
    }

    void addresses_found(std::size_t target, const DnsAnswer& answer) {
        --open_;
        if (!answer.records.empty()) keep_shortest(answer);
        for (const auto& record : answer.records) targets_[target].addresses.push_back(record.text);
        if (open_ == 0) finish();
    }

    void keep_shortest(const DnsAnswer& answer) {
        const Duration ttl = std::chrono::seconds(answer.ttl);
        found_.good_for = found_.good_for == Duration{} ? ttl : std::min(found_.good_for, ttl);
    }

    /// Also the deadline: what was found until now is what there is.
    void finish() {
        timer_.clear();
        for (const auto& target : targets_)
            for (const auto& address : target.addresses)
                found_.servers.push_back({{address, target.port}, transport_});
        const auto done = std::exchange(done_, nullptr);
        const auto found = std::move(found_);
        if (done) done(found);
    }

    const NameServers& servers_;
    std::minstd_rand& random_;
    Transport transport_;
    std::string host_;
    Resolver::Done done_;
    Timer timer_;
    std::vector<Host> targets_;
    std::vector<std::unique_ptr<Question>> questions_;
    std::size_t open_{};
    Resolver::Found found_;
};

/// The index of one record of [first, last), heavier ones more often; weight 0 has a very small chance.
std::size_t drawn(const std::vector<SrvRecord>& records, std::size_t first, std::size_t last,
                  std::minstd_rand& random) {
    unsigned long total = 0;
    for (auto i = first; i < last; ++i) total += records[i].weight;
    auto at = std::uniform_int_distribution<unsigned long>(0, total)(random);
    for (auto i = first; i < last; ++i) {
        if (at <= records[i].weight) return i;
        at -= records[i].weight;
    }
    return first;
}

}  // namespace

std::string Server::uri() const { return hop_uri(address, transport); }

std::vector<SrvRecord> in_order(std::vector<SrvRecord> records, std::minstd_rand& random) {
    std::sort(records.begin(), records.end(), [](const SrvRecord& one, const SrvRecord& other) {
        return std::tie(one.priority, one.weight) < std::tie(other.priority, other.weight);
    });
    for (std::size_t i = 0; i < records.size(); ++i) {
        auto last = i + 1;
        while (last < records.size() && records[last].priority == records[i].priority) ++last;
        const auto chosen = drawn(records, i, last, random);
        std::rotate(records.begin() + static_cast<std::ptrdiff_t>(i),
                    records.begin() + static_cast<std::ptrdiff_t>(chosen),
                    records.begin() + static_cast<std::ptrdiff_t>(chosen) + 1);
    }
    return records;
}

struct Resolver::Inside {
    explicit Inside(Loop& its_loop) : loop(its_loop) {}
    Loop& loop;
    NameServers servers;
    std::minstd_rand random{std::random_device{}()};
};

Resolver::Resolver(Loop& loop, const std::vector<std::string>& servers)
    : inside_(std::make_unique<Inside>(loop)) {
    const auto addresses = servers.empty() ? system_name_servers() : name_server_addresses(servers);
    for (const auto& address : addresses)
        inside_->servers.push_back(std::make_unique<NameServer>(loop, address));
}

Resolver::~Resolver() = default;

std::unique_ptr<Resolver::Lookup> Resolver::look_up(const std::string& host, std::uint16_t port,
                                                    Transport transport, Duration within, Done done) {
    auto walk =
        std::make_unique<Walk>(inside_->loop, inside_->servers, inside_->random, transport, std::move(done));
    walk->begin(host, port, within);
    return walk;
}

}  // namespace layby::sip
