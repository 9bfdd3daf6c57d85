#include "sip/trunks/trunk_line.hpp"

#include <algorithm>

#include "runtime/log.hpp"
#include "sip/stack/message_view.hpp"
#include "sip/text/uri.hpp"
#include "sip/trunks/trunk_registering.hpp"
#include "words/networks.hpp"

namespace layby::sip {
namespace {

using std::chrono::seconds;

constexpr auto look_up_within = seconds{5};
constexpr auto after_nothing_found = seconds{10};
constexpr auto silent_for = seconds{30};
constexpr auto probe_every = seconds{5};
constexpr auto for_last_words = seconds{5};  ///< an answer to a BYE is to get out
constexpr auto between_complaints = std::chrono::minutes{1};
constexpr Duration shortest_trust = seconds{30}, longest_trust = seconds{3600};

std::string hop_text(const Server& server) {
    return bracketed(server.address.ip) + ':' + std::to_string(server.address.port);
}

bool same_account(const TrunkAccount& one, const TrunkAccount& other) {
    const auto key = [](const TrunkAccount& account) {
        return std::tie(account.name, account.host, account.port, account.transport, account.user,
                        account.password, account.register_with_provider, account.expires,
                        account.answer_within, account.md5_alone);
    };
    return key(one) == key(other);
}

/// Where the same one is called, its connection stays, whatever else about its account has changed.
bool same_place(const TrunkAccount& one, const TrunkAccount& other) {
    const auto key = [](const TrunkAccount& account) {
        return std::tie(account.name, account.host, account.port, account.transport);
    };
    return key(one) == key(other);
}

}  // namespace

TrunkLine::TrunkLine(Stack& stack, Resolver& resolver, const OutsideBook& book, TrunkAccount account,
                     Changed changed)
    : stack_(stack),
      resolver_(resolver),
      book_(book),
      account_(std::move(account)),
      changed_(std::move(changed)),
      again_(stack.loop()),
      probe_again_(stack.loop()),
      heard_again_(stack.loop()) {
    if (account_.register_with_provider) registering_ = std::make_unique<Registering>(*this, stack);
    keep_connected();
    if (!account_.host.empty()) resolve();
}

TrunkLine::~TrunkLine() = default;

void TrunkLine::resolve() {
    lookup_ = resolver_.look_up(account_.host, account_.port, account_.transport, look_up_within,
                                [this](const Resolver::Found& found) { resolved(found); });
}

void TrunkLine::resolved(const Resolver::Found& found) {
    std::vector<Server> usable;
    for (const auto& server : found.servers)
        // Without an address of ours in its family a server can't be reached.
        if (!stack_.near_ip(server.address.ip).empty()) usable.push_back(server);
    if (usable.empty()) {
        // The servers known until now are kept: an ill DNS is no reason to lose a working line.
        const auto now = stack_.loop().now();
        note_failure("no server found for " + account_.host);
        changed();
        if (!complained_ || now - *complained_ >= between_complaints)
            log::warn("trunk {}: no server found for {}", account_.name, account_.host);
        if (!complained_ || now - *complained_ >= between_complaints) complained_ = now;
        return again_.set(after_nothing_found, [this] { resolve(); });
    }
    servers_ = std::move(usable);
    again_.set(std::clamp(found.good_for, shortest_trust, longest_trust), [this] { resolve(); });
    keep_connected();
    changed();
    if (registering_) registering_->servers_known();
}

/// By the edge; to whom nothing leads yet, only how it would prove itself is told.
void TrunkLine::keep_connected() {
    if (!account_.tls.context) return;
    std::vector<Address> servers;
    if (over_tls())
        for (const auto& server : servers_) servers.push_back(server.address);
    stack_.trunk_doors().keep(account_.name, account_.tls, std::move(servers));
}

void TrunkLine::prove_by(const tls::Peer& peer) {
    account_.tls = peer;
    peer.context ? keep_connected() : stack_.trunk_doors().give_up(account_.name);
}

Flow TrunkLine::flow() const { return over_tls() ? stack_.trunk_doors().flow(account_.name) : Flow{}; }

Flow TrunkLine::way_to() const {
    auto kept = flow();
    if (kept) return kept;
    return is_open(came_over_) ? came_over_ : Flow{};
}

/// A provider that is registered with knows us by the connection.
void TrunkLine::connection_changed() {
    const auto now = flow();
    if (now && now != told_) {
        silences_.clear();
        probes_.clear();
        if (registering_) registering_->connected_anew();
    }
    told_ = now;
    const auto* told = now ? nullptr : stack_.trunk_doors().told(account_.name);
    if (told && !told->news.why.empty()) note_failure(told->news.why);
    changed();
}

void TrunkLine::retire() {
    registering_.reset();
    lookup_.reset();
    again_.clear();
    stack_.trunk_doors().retire(account_.name);
}

bool TrunkLine::silent(const Server& server, Instant now) const {
    return std::any_of(silences_.begin(), silences_.end(), [&](const Silence& silence) {
        return silence.server == server && now < silence.until;
    });
}

bool TrunkLine::is_at(const std::string& host) const {
    return lower_case(account_.host) == host ||
           std::ranges::any_of(servers_, [&](const Server& server) { return server.address.ip == host; });
}

std::vector<Server> TrunkLine::servers(Instant now) const {
    if (over_tls() && !flow()) return {};
    if (over_tls()) return {{stack_.trunk_doors().server(account_.name), Transport::tls}};
    auto out = servers_;
    std::stable_partition(out.begin(), out.end(), [&](const Server& server) { return !silent(server, now); });
    return out;
}

void TrunkLine::answered(const Server& server) {
    const auto heard =
        std::erase_if(silences_, [&](const Silence& silence) { return silence.server == server; });
    if (heard != 0) changed();
    if (!silences_.empty()) return;
    probes_.clear();
    probe_again_.clear();
    heard_again_.clear();
}

void TrunkLine::unanswered(const Server& server, Instant now) {
    std::erase_if(silences_,
                  [&](const Silence& silence) { return silence.server == server || silence.until <= now; });
    silences_.push_back({server, now + silent_for});
    note_failure(hop_text(server) + " doesn't answer, or takes no calls");
    changed();
    heard_again_.set(silences_.front().until - now, [this] { silence_over(); });
    if (!probe_again_.running()) probe_again_.set(probe_every, [this] { probe(); });
}

/// Whoever has been silent for long enough is tried again.
void TrunkLine::silence_over() {
    const auto now = stack_.loop().now();
    changed();
    const auto next = std::ranges::find_if(silences_, [&](const Silence& one) { return one.until > now; });
    if (next != silences_.end()) heard_again_.set(next->until - now, [this] { silence_over(); });
}

/// Asks the silent servers by OPTIONS; whatever they answer, they are back.
void TrunkLine::probe() {
    const bool unheard = !probes_.empty();
    probes_.clear();
    const auto now = stack_.loop().now();
    std::erase_if(silences_, [&](const Silence& silence) { return silence.until <= now; });
    if (silences_.empty()) return;
    // An open connection to a server that has died is left for the next one, if there is any.
    if (over_tls() && unheard && servers_.size() > 1) stack_.trunk_doors().next_server(account_.name);
    for (const auto& silence : silences_) probes_.push_back(probe(silence.server));
    probe_again_.set(probe_every, [this] { probe(); });
}

std::unique_ptr<Outgoing> TrunkLine::probe(const Server& server) {
    NewRequest request;
    request.method = "OPTIONS";
    request.uri = "sip:" + from_host();
    request.next_hop = server.uri();
    request.from = "<sip:layby@" + from_host() + '>';
    request.to = '<' + request.uri + '>';
    request.headers =
        header("Contact", stack_.contact(server.address.ip, server.transport)) + accept_header();
    request.flow = flow();
    request.by_flow_alone = over_tls();
    return stack_.send(request, [this, server](int, const sip_t* sip) {
        if (sip) answered(server);
    });
}

std::string TrunkLine::from_host() const {
    const auto port = account_.port ? ':' + std::to_string(account_.port) : std::string{};
    return bracketed(account_.host) + port;
}

std::string TrunkLine::uri_for(const std::string& number) const {
    return "sip:" + escaped_user(number) + '@' + from_host();
}

std::optional<std::string> TrunkLine::authorize(const sip_t& challenged, const std::string& method,
                                                const std::string& uri, const std::string& proved) const {
    if (!challenged.sip_status || account_.user.empty()) return {};
    const auto challenges = challenges_in(challenged);
    if (!proved.empty() && !digest::stale(challenges)) return {};
    const auto value = digest::answer(challenges, {account_.user, account_.password, account_.md5_alone},
                                      method, uri, digest::random_hex(8));
    if (!value) return {};
    return header(challenged.sip_status->st_status == 407 ? "Proxy-Authorization" : "Authorization", *value);
}

std::optional<std::string> TrunkLine::near_ip(Instant now) const {
    const auto order = servers(now);
    if (order.empty() || silent(order.front(), now)) return {};
    if (registering_ && registering_->refused(now)) return {};
    return stack_.near_ip(order.front().address.ip);
}

void TrunkLine::note_failure(std::string what) {
    failure_ = TrunkView::Failure{stack_.loop().now(), std::move(what)};
}

std::optional<TrunkView::Connection> TrunkLine::connection_view() const {
    const auto* told = over_tls() ? stack_.trunk_doors().told(account_.name) : nullptr;
    if (!told) return {};
    const auto& news = told->news;
    return TrunkView::Connection{flow() != nullptr, told->since, news.server, news.certificate,
                                 news.valid_until};
}

TrunkView TrunkLine::view(Instant now) const {
    TrunkView out{account_.name, account_.host, account_.transport};
    out.up = near_ip(now).has_value();
    if (registering_) out.registration = registering_->view(now);
    out.connection = connection_view();
    out.failure = failure_;
    return out;
}

bool TrunkLine::registered(Instant now) const { return registering_ && registering_->registered(now); }

void TrunkLine::follow_outlook() {
    if (registering_) registering_->follow_outlook();
}

void TrunkLines::follow_outlook() {
    for (const auto& line : lines_) line->follow_outlook();
}

TrunkLines::TrunkLines(Stack& stack, const Options& options, TrunkLine::Changed changed)
    : stack_(stack),
      resolver_(stack.loop(), options.resolvers),
      changed_(std::move(changed)),
      letting_go_(stack.loop()) {
    reload(options, [](const auto&) { return false; });
}

TrunkLines::~TrunkLines() = default;

void TrunkLines::reload(const Options& options, const HasCalls& has_calls) {
    book_.reload(options);
    std::vector<std::unique_ptr<TrunkLine>> lines;
    for (const auto& account : options.trunks) {
        const auto same = std::find_if(lines_.begin(), lines_.end(), [&](const auto& line) {
            return line && same_account(line->account(), account);
        });
        const bool stays = std::ranges::any_of(
            lines_, [&](const auto& line) { return line && same_place(line->account(), account); });
        if (!stays) stack_.trunk_doors().give_up(account.name);
        lines.push_back(same != lines_.end()
                            ? std::move(*same)
                            : std::make_unique<TrunkLine>(stack_, resolver_, book_, account, changed_));
        lines.back()->show_as(account.shown);
        lines.back()->prove_by(account.tls);
    }
    for (auto& gone : lines_)
        if (gone && std::ranges::find(options.trunks, gone->account().name, &TrunkAccount::name) ==
                        options.trunks.end())
            retire(std::move(gone), has_calls);
    lines_ = std::move(lines);
    std::erase_if(retired_, [this](const Retired& one) { return find(one.line->account().name) != nullptr; });
}

void TrunkLines::retire(std::unique_ptr<TrunkLine> line, const HasCalls& has_calls) {
    const auto& trunk = line->account().name;
    if (!has_calls(trunk)) return stack_.trunk_doors().give_up(trunk);
    line->retire();
    retired_.push_back({std::move(line)});
    if (!letting_go_.running()) look_later(has_calls);
}

void TrunkLines::look_later(HasCalls has_calls) {
    letting_go_.set(for_last_words, [this, has_calls = std::move(has_calls)] { let_go(has_calls); });
}

void TrunkLines::let_go(const HasCalls& has_calls) {
    std::erase_if(retired_, [&](Retired& one) {
        const auto& trunk = one.line->account().name;
        const bool was_quiet = std::exchange(one.quiet, !has_calls(trunk));
        if (!one.quiet || !was_quiet) return false;
        stack_.trunk_doors().give_up(trunk);
        return true;
    });
    if (!retired_.empty()) look_later(has_calls);
}

TrunkLine* TrunkLines::in_calls(const std::string& name) {
    return const_cast<TrunkLine*>(std::as_const(*this).in_calls(name));
}

const TrunkLine* TrunkLines::in_calls(const std::string& name) const {
    const auto retired =
        std::ranges::find_if(retired_, [&](const Retired& one) { return one.line->account().name == name; });
    return retired == retired_.end() ? find(name) : retired->line.get();
}

TrunkLine* TrunkLines::find(const std::string& name) {
    const auto found = std::find_if(lines_.begin(), lines_.end(),
                                    [&](const auto& line) { return line->account().name == name; });
    return found == lines_.end() ? nullptr : found->get();
}

const TrunkLine* TrunkLines::find(const std::string& name) const {
    const auto found = std::find_if(lines_.begin(), lines_.end(),
                                    [&](const auto& line) { return line->account().name == name; });
    return found == lines_.end() ? nullptr : found->get();
}

const TrunkLine* TrunkLines::at_host(const std::string& host) const {
    const auto found = std::ranges::find_if(lines_, [&](const auto& line) { return line->is_at(host); });
    return found == lines_.end() ? nullptr : found->get();
}

std::size_t TrunkLines::registered(Instant now) const {
    return static_cast<std::size_t>(
        std::count_if(lines_.begin(), lines_.end(), [&](const auto& line) { return line->registered(now); }));
}

std::vector<TrunkView> TrunkLines::view(Instant now) const {
    std::vector<TrunkView> out;
    for (const auto& line : lines_) out.push_back(line->view(now));
    return out;
}

}  // namespace layby::sip
