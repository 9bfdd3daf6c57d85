#include "sip/door/source.hpp"

#include <algorithm>

#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

std::string realm_of(const Options& options) { return options.domain.empty() ? "layby" : options.domain; }

std::vector<std::string> credentials_of(const RequestView& request) {
    auto all = request.authorization;
    all.insert(all.end(), request.proxy_authorization.begin(), request.proxy_authorization.end());
    return all;
}

std::string client_of(const RequestView& request) { return request.source.ip + ' ' + request.from_user; }

/// What a retransmission shares with the request that it repeats, and a replay doesn't: one by somebody else,
/// or with another Contact or number.
std::string id_of(const RequestView& request) {
    return request.call_id + ' ' + std::to_string(request.cseq) + ' ' + request.source.ip + ' ' +
           std::to_string(request.source.port) + ' ' + request.request_uri + ' ' + request.rest;
}

constexpr int patience = 5;  ///< challenges that nobody answered, until a line of the log tells of it
constexpr std::size_t most_unanswered = 10000;

constexpr std::chrono::hours login_life{12};  ///< a working day; the page asks for another one before

}  // namespace

Door::Door(const Options& options, std::string secret, RegisteredAt registered_at, DoorWatch watch,
           std::shared_ptr<Bans> bans)
    : secret_(std::move(secret)),
      passing_(options.login_key.empty() ? digest::random_bytes(32) : options.login_key),
      wall_(options.wall),
      registered_at_(std::move(registered_at)),
      challenger_(realm_of(options), secret_),
      has_own_bans_(!bans),
      bans_(bans ? std::move(bans) : std::make_shared<Bans>()),
      watch_(std::move(watch)) {
    reload(options);
}

void Door::reload(const Options& options) {
    if (challenger_.realm() != realm_of(options))
        challenger_ = digest::Challenger(realm_of(options), secret_);
    passwords_.clear();
    md5_alone_.clear();
    trunk_users_.clear();
    trunk_names_.clear();
    trunks_over_tls_.clear();
    trunks_by_address_ = {};
    trunks_by_phone_ = {};
    never_banned_ = {};
    proxies_ = {};
    if (has_own_bans_) bans_->change(options.ban_after);
    for (const auto& text : options.never_ban)
        if (const auto network = network_of(text)) never_banned_.add(*network, 0);
    for (const auto& text : options.proxies)
        if (const auto network = network_of(text)) proxies_.add(*network, 0);
    for (const auto& account : options.accounts) {
        passwords_[account.user] = account.password;
        if (account.md5_alone) md5_alone_.insert(account.user);
    }
    for (const auto& trunk : options.trunks) {
        const auto index = trunk_names_.size();
        trunk_names_.push_back(trunk.name);
        if (trunk.transport == Transport::tls) trunks_over_tls_.insert(trunk.name);
        for (const auto& text : trunk.addresses)
            if (const auto network = network_of(text)) trunks_by_address_.add(*network, index);
        if (trunk.md5_alone) md5_alone_.insert(trunk.user);
        for (const auto& text : trunk.phones)
            if (const auto network = network_of(text)) trunks_by_phone_.add(*network, index);
        if (!trunk.user.empty()) trunk_users_[trunk.user] = {trunk.name, trunk.password};
    }
}

std::optional<std::string> Door::trunk_in(const NetworkTable& table, const std::string& ip) const {
    const auto address = address_of(ip);
    const auto index = address ? table.find(*address) : std::nullopt;
    if (!index) return {};
    return trunk_names_[*index];
}

std::optional<std::string> Door::trunk_at(const std::string& ip) const {
    return trunk_in(trunks_by_address_, ip);
}

std::optional<std::string> Door::trunk_before(const std::string& ip) const {
    return trunk_in(trunks_by_phone_, ip);
}

bool Door::believes(const std::vector<std::string>& path, const std::string& ip) const {
    if (path.empty() || trunk_at(ip)) return true;
    const auto source = address_of(ip);
    if (source && proxies_.find(*source)) return true;
    const auto part = address_part(path.front());
    const auto first = part ? parse_uri(part->address) : std::nullopt;
    return source && first && address_of(first->host) == source && !first->parameter("maddr");
}

bool Door::excepted(const std::string& ip) const {
    const auto address = address_of(ip);
    return trunk_at(ip) || (address && never_banned_.find(*address));
}

bool Door::is_silenced(const std::string& ip, Instant now) const {
    return bans_->silences(source_of(ip), now) && !excepted(ip);
}

bool Door::ignores(const Address& source, const std::string& from_user, Instant now) const {
    if (!is_silenced(source.ip, now)) return false;
    return !(is_user(from_user) && registered_at_ && registered_at_(from_user, source));
}

std::optional<std::string> Door::trunk_of(const RequestView& request) const {
    // One that has left the settings keeps its connection while it has calls, and is nobody besides.
    if (std::ranges::find(trunk_names_, request.trunk) != trunk_names_.end()) return request.trunk;
    // A page in a browser of a trunk's machine is not the trunk.
    if (is_web_socket(request.transport)) return {};
    const auto trunk = trunk_at(request.source.ip);
    const bool in_clear = request.transport != Transport::tls;
    return trunk && in_clear && trunks_over_tls_.contains(*trunk) ? std::nullopt : trunk;
}

Admission Door::admit(const RequestView& request, Instant now) {
    const auto trunk = trunk_of(request);
    if (!trunk || claims_account(request)) return authenticate(request, now);
    return calls::Origin{calls::Origin::Kind::trunk, *trunk, {}};
}

bool Door::claims_account(const RequestView& request) const {
    if (request.method == "REGISTER") return true;
    for (const auto& value : credentials_of(request)) {
        const auto params = digest::parse(value);
        if (params && params->realm == challenger_.realm()) return true;
    }
    return is_user(request.from_user) && registered_at_ && registered_at_(request.from_user, request.source);
}

std::optional<std::string> Door::account_of(const calls::Origin& peer) const {
    if (peer.kind == calls::Origin::Kind::user)
        return is_user(peer.name) ? std::optional(peer.name) : std::nullopt;
    for (const auto& [user, prover] : trunk_users_)
        if (prover.first == peer.name) return user;
    return {};
}

std::optional<Refusal> Door::doubt(RequestView request, const calls::Origin& peer, Instant now) {
    const Refusal not_theirs{403, "Not From This Address", {}};
    const auto account = account_of(peer);
    if (!account || is_silenced(request.source.ip, now)) return not_theirs;
    request.from_user = *account;
    const auto admission = authenticate(request, now);
    if (const auto* refusal = std::get_if<Refusal>(&admission)) return *refusal;
    const auto& proved = std::get<calls::Origin>(admission);
    if (proved.kind == peer.kind && proved.name == peer.name) return {};
    return not_theirs;
}

Admission Door::authenticate(const RequestView& request, Instant now) {
    const auto id = id_of(request), source = source_of(request.source.ip);
    const bool answers = !credentials_of(request).empty();
    // While its source is banned, a registered phone is heard as the user that it is, and guesses nobody
    // else's password.
    const bool banned = is_silenced(request.source.ip, now);
    const auto password = [&](const std::string& name) {
        const bool anothers = proved_by(name) != request.from_user;
        return banned && anothers ? std::nullopt : password_of(name);
    };
    const auto verdict = challenger_.check(credentials_of(request),
                                           {request.method, id, request.request_uri, source}, password, now);
    const bool proved = verdict.state == digest::Verdict::State::proved;
    if (answers) old_clients_.answered(client_of(request), request.user_agent, proved);
    if (proved && has_expired(verdict.user)) return refuse_expired(request, verdict.user, now);
    if (proved) return accept(request, proved_by(verdict.user), now);
    if (auto refusal = judge(request, verdict, now)) return *refusal;
    return challenge(request, verdict.stale(), now);
}

/// Who is told of what wasn't proved; a refusal, unless the request is to be challenged.
std::optional<Refusal> Door::judge(const RequestView& request, const digest::Verdict& verdict, Instant now) {
    switch (verdict.state) {
        case digest::Verdict::State::absent:
            note_silence(request, now);
            return {};
        case digest::Verdict::State::malformed:
            ++refused_;
            watch_.refused(bad_credentials, verdict.claimed, request, now);
            return {};
        case digest::Verdict::State::wrong:
            if (passing_in(verdict.claimed)) return refuse_void(request, verdict, now);
            ++refused_;
            failed(request, verdict, now);
            // A phone would try for ever; told so plainly it stops, and shows its owner why.
            if (is_silenced(request.source.ip, now)) return Refusal{403, "Wrong User Or Password", {}};
            return {};
        case digest::Verdict::State::another_uri:
            watch_.refused(another_uri, verdict.claimed, request, now);
            return refuse(400, "Digest Of Another URI");
        case digest::Verdict::State::stale:
        case digest::Verdict::State::proved:
            return {};
    }
    return {};
}

void Door::failed(const RequestView& request, const digest::Verdict& verdict, Instant now) {
    const bool known = password_of(verdict.claimed).has_value();
    watch_.refused(known ? wrong_password : unknown_user, verdict.claimed, request, now);
    if (excepted(request.source.ip)) return;
    const auto source = source_of(request.source.ip);
    const auto length = bans_->failed(source, watch_.phones_at(request.source.ip), now);
    if (length) watch_.banned(source, *length);
}

/// Whoever had it once guesses nothing: a page that was left open for too long is no reason for a ban.
Refusal Door::refuse_expired(const RequestView& request, const std::string& name, Instant now) {
    watch_.refused(expired_login, proved_by(name), request, now);
    return refuse(403, "Login Has Expired");
}

/// Made before its user got another password, or with a key that isn't ours any more. Nobody guesses what it
/// would take, so pages that come back with theirs are no reason for a ban; names of users can be guessed.
Refusal Door::refuse_void(const RequestView& request, const digest::Verdict& verdict, Instant now) {
    const auto user = proved_by(verdict.claimed);
    is_user(user) ? watch_.refused(void_login, user, request, now) : failed(request, verdict, now);
    return refuse(403, "Login Is Void");
}

/// Phones answer the challenge to their first request; who never does is a phone without a password, or looks
/// for open doors. Its address may be forged, so nothing but the log follows from it.
void Door::note_silence(const RequestView& request, Instant now) {
    if (unanswered_.size() >= most_unanswered) unanswered_.clear();
    auto& count = unanswered_[client_of(request)];
    if (++count >= patience) watch_.refused(no_credentials, request.from_user, request, now);
}

Admission Door::accept(const RequestView& request, const std::string& proved, Instant now) {
    unanswered_.erase(client_of(request));
    const bool registers = request.method == "REGISTER";
    if (!is_user(proved)) {
        if (registers) return refuse(403, "A trunk can't register");
        return calls::Origin{calls::Origin::Kind::trunk, trunk_users_.at(proved).first, {}};
    }
    const auto& claimed = registers ? request.to_user : request.from_user;
    // A caller that withholds its number says so in From (RFC 3323 section 4.1.1.3).
    const bool withheld = !registers && claimed == "anonymous";
    if (claimed != proved && !withheld) {
        watch_.refused(another_number, proved, request, now);
        return refuse(403, "Not your number");
    }
    return calls::Origin{calls::Origin::Kind::user, proved, {}};
}

Refusal Door::refuse(int status, std::string reason) {
    ++refused_;
    return {status, std::move(reason), {}};
}

bool Door::knows_md5_alone(const RequestView& request, Instant now) {
    const auto& claimed = request.method == "REGISTER" ? request.to_user : request.from_user;
    if (md5_alone_.count(claimed) != 0) return true;
    const auto id = std::hash<std::string>{}(id_of(request));
    return old_clients_.md5_alone(client_of(request), request.user_agent, id, now);
}

Refusal Door::challenge(const RequestView& request, bool stale, Instant now) {
    const bool registers = request.method == "REGISTER";
    Refusal refusal{registers ? 401 : 407, registers ? "Unauthorized" : "Proxy Authentication Required", {}};
    const auto source = source_of(request.source.ip);
    const std::string field = registers ? "WWW-Authenticate" : "Proxy-Authenticate";
    if (knows_md5_alone(request, now)) {
        refusal.headers.emplace_back(field,
                                     challenger_.challenge(digest::Algorithm::md5, now, stale, source));
        return refusal;
    }
    for (auto& line : challenger_.challenges(now, stale, source))
        refusal.headers.emplace_back(field, std::move(line));
    return refusal;
}

std::optional<std::string> Door::password_of(const std::string& name) const {
    if (const auto known = passwords_.find(name); known != passwords_.end()) return known->second;
    if (const auto trunk = trunk_users_.find(name); trunk != trunk_users_.end()) return trunk->second.second;
    const auto passing = PassingLogins::read(name);
    const auto known = passing ? passwords_.find(passing->user) : passwords_.end();
    if (known == passwords_.end()) return {};
    return passing_.password(name, known->second);
}

/// A trunk's may be called anything.
std::optional<PassingLogins::Named> Door::passing_in(const std::string& name) const {
    if (passwords_.contains(name) || trunk_users_.contains(name)) return {};
    return PassingLogins::read(name);
}

std::string Door::proved_by(const std::string& name) const {
    const auto passing = passing_in(name);
    return passing ? passing->user : name;
}

bool Door::has_expired(const std::string& name) const {
    const auto passing = passing_in(name);
    return passing && passing->until <= wall_();
}

std::optional<PassingLogin> Door::pass(const std::string& user) const {
    const auto known = passwords_.find(user);
    if (known == passwords_.end()) return {};
    const auto until = std::chrono::floor<std::chrono::seconds>(wall_() + login_life);
    return passing_.login(user, known->second, until);
}

}  // namespace layby::sip
