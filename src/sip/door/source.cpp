#include "sip/door/source.hpp"

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

}  // namespace

Door::Door(const Options& options, std::string secret, RegisteredAt registered_at, DoorWatch watch)
    : secret_(std::move(secret)),
      registered_at_(std::move(registered_at)),
      challenger_(realm_of(options), secret_),
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
    trunks_by_address_ = {};
    trunks_by_phone_ = {};
    never_banned_ = {};
    bans_.change(options.ban_after);
    for (const auto& text : options.never_ban)
        if (const auto network = network_of(text)) never_banned_.add(*network, 0);
    for (const auto& account : options.accounts) {
        passwords_[account.user] = account.password;
        if (account.md5_alone) md5_alone_.insert(account.user);
    }
    for (const auto& trunk : options.trunks) {
        const auto index = trunk_names_.size();
        trunk_names_.push_back(trunk.name);
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

bool Door::excepted(const std::string& ip) const {
    const auto address = address_of(ip);
    return trunk_at(ip) || (address && never_banned_.find(*address));
}

bool Door::is_silenced(const std::string& ip, Instant now) const {
    return bans_.silences(source_of(ip), now) && !excepted(ip);
}

bool Door::ignores(const Address& source, const std::string& from_user, Instant now) const {
    if (!is_silenced(source.ip, now)) return false;
    return !(is_user(from_user) && registered_at_ && registered_at_(from_user, source));
}

Admission Door::admit(const RequestView& request, Instant now) {
    const auto trunk = trunk_at(request.source.ip);
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

Admission Door::authenticate(const RequestView& request, Instant now) {
    const auto id = id_of(request), source = source_of(request.source.ip);
    const bool answers = !credentials_of(request).empty();
    // While its source is banned, a registered phone is heard as the user that it is, and guesses nobody
    // else's password.
    const bool banned = is_silenced(request.source.ip, now);
    const auto password = [&](const std::string& user) {
        return banned && user != request.from_user ? std::nullopt : password_of(user);
    };
    const auto verdict = challenger_.check(credentials_of(request),
                                           {request.method, id, request.request_uri, source}, password, now);
    const bool proved = verdict.state == digest::Verdict::State::proved;
    if (answers) old_clients_.answered(client_of(request), request.user_agent, proved);
    if (proved) return accept(request, verdict.user, now);
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
    const auto length = bans_.failed(source, watch_.phones_at(request.source.ip), now);
    if (length) watch_.banned(source, *length);
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

std::optional<std::string> Door::password_of(const std::string& user) const {
    if (const auto known = passwords_.find(user); known != passwords_.end()) return known->second;
    if (const auto trunk = trunk_users_.find(user); trunk != trunk_users_.end()) return trunk->second.second;
    return {};
}

}  // namespace layby::sip
