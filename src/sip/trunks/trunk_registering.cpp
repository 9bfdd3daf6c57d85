#include "sip/trunks/trunk_registering.hpp"

#include <algorithm>
#include <random>

#include "runtime/log.hpp"
#include "sip/registrar/binding.hpp"
#include "sip/stack/message_view.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

constexpr auto look_again = std::chrono::seconds{2};  ///< while no server is known

std::optional<std::uint32_t> seconds_in(const char* text) {
    if (!text || *text < '0' || *text > '9') return {};
    return static_cast<std::uint32_t>(
        std::min<unsigned long long>(std::strtoull(text, nullptr, 10), UINT32_MAX));
}

/// What was granted to our contact; a provider lists the contacts of others too.
std::optional<std::uint32_t> granted_to(const sip_t& sip, const std::string& contact) {
    for (const auto* one = sip.sip_contact; one; one = one->m_next)
        if (same_contact(text_of(*one->m_url), contact) || !one->m_next)
            if (const auto expires = seconds_in(one->m_expires)) return expires;
    if (sip.sip_expires) return static_cast<std::uint32_t>(sip.sip_expires->ex_delta);
    return {};
}

ProviderReply reply_in(int status, const sip_t* sip, const std::string& contact) {
    ProviderReply reply{status, {}, {}, {}, {}};
    if (!sip) return reply;
    reply.reason = log::printable(str(sip->sip_status->st_phrase));
    reply.challenges = challenges_in(*sip);
    reply.expires = granted_to(*sip, contact);
    if (sip->sip_min_expires) reply.min_expires = static_cast<std::uint32_t>(sip->sip_min_expires->me_delta);
    if (sip->sip_retry_after) reply.retry_after = static_cast<std::uint32_t>(sip->sip_retry_after->af_delta);
    return reply;
}

std::string why_not_registered(const ProviderReply& reply) {
    if (reply.status == 408 && reply.reason.empty()) return "registration: no answer";
    return "registration: " + std::to_string(reply.status) + " " + reply.reason;
}

/// Ours towards this server, with the account as its user, so that calls to it name the account.
std::string contact_uri(const std::string& user, const std::string& stack_contact) {
    auto uri = stack_contact.substr(1, stack_contact.find('>') - 1);
    const auto at = uri.find('@');
    return "sip:" + escaped_user(user) + (at == std::string::npos ? '@' + uri : uri.substr(at));
}

}  // namespace

TrunkLine::Registering::Registering(TrunkLine& line, Stack& stack)
    : line_(line),
      stack_(stack),
      state_({line.account_.user, line.account_.password, line.account_.md5_alone}, "sip:" + line.from_host(),
             line.account_.expires, std::random_device{}()),
      call_id_(token(24)),
      from_tag_(token()),
      patience_(stack.loop()),
      next_(stack.loop()) {}

bool TrunkLine::Registering::refused(Instant now) const {
    const int status = state_.last_status();
    return !state_.registered(now) && status >= 400 && status < 500 && status != 408;
}

TrunkView::Registration TrunkLine::Registering::view(Instant now) const {
    using State = TrunkView::Registration::State;
    TrunkView::Registration out;
    const bool good = state_.registered(now);
    out.state = good ? State::registered : refused(now) ? State::refused : State::trying;
    if (good) out.since = state_.since(), out.until = state_.good_until();
    if (next_.running()) out.next = std::max(now, state_.next());
    out.answer = state_.last_status();
    out.reason = state_.last_reason();
    return out;
}

std::string TrunkLine::Registering::current_contact() const {
    return contact_uri(line_.account_.user, stack_.contact(server_.address.ip, server_.transport));
}

/// What is under way ends first.
void TrunkLine::Registering::follow_outlook() {
    if (sent_ || !has_moved()) return;
    next_.clear();
    begin();
}

void TrunkLine::Registering::servers_known() {
    if (sent_ || next_.running()) return;
    begin();
}

void TrunkLine::Registering::connected_anew() {
    sent_.reset();
    patience_.clear();
    next_.clear();
    begin();
}

void TrunkLine::Registering::begin() {
    tried_ = 0;
    send(state_.begin(stack_.loop().now()));
}

void TrunkLine::Registering::send(const ProviderRequest& request) {
    const auto servers = line_.servers(stack_.loop().now());
    if (servers.empty()) return next_.set(look_again, [this] { begin(); });
    last_ = request;
    // The second request of a challenge goes where the challenge came from.
    if (tried_ == 0 || std::find(servers.begin(), servers.end(), server_) == servers.end())
        server_ = servers.front();
    tried_ = std::max(tried_, 1u);
    if (has_moved() && left_.empty()) left_ = contact_;
    contact_ = current_contact();
    const std::string uri = "sip:" + line_.from_host();
    const std::string aor = "<sip:" + escaped_user(line_.account_.user) + '@' + line_.from_host() + '>';
    const NewRequest registering{.method = "REGISTER",
                                 .uri = uri,
                                 .next_hop = server_.uri(),
                                 .from = aor + ";tag=" + from_tag_,
                                 .to = aor,
                                 .call_id = call_id_,
                                 .cseq = ++cseq_,
                                 .headers = headers_of(request),
                                 .body = {},
                                 .flow = line_.flow(),
                                 .by_flow_alone = line_.over_tls()};
    patience_.set(line_.answer_within(), [this] { unanswered(); });
    sent_ = stack_.send(registering, [this](int status, const sip_t* sip) { responded(status, sip); });
    if (!sent_) patience_.set(Duration{0}, [this] { unanswered(); });
}

std::string TrunkLine::Registering::headers_of(const ProviderRequest& request) {
    std::string lines = header("Contact", '<' + contact_ + ">;expires=" + std::to_string(request.expires)) +
                        header("Expires", std::to_string(request.expires)) + allow_header();
    if (!left_.empty() && left_ != contact_) lines += header("Contact", '<' + left_ + ">;expires=0");
    if (!request.authorization.empty()) lines += header(request.authorization_name, request.authorization);
    return lines;
}

void TrunkLine::Registering::responded(int status, const sip_t* sip) {
    if (!sip) return unanswered();
    patience_.clear();  // a 100 is a reaction; the transaction itself ends after 32 s
    line_.answered(server_);
    if (status < 200) return;
    if (status == 503) return unanswered();
    settle(reply_in(status, sip, contact_));
}

/// The next server, if there is one that we haven't tried in this attempt.
void TrunkLine::Registering::unanswered() {
    patience_.clear();
    sent_.reset();
    const auto now = stack_.loop().now();
    line_.unanswered(server_, now);
    const auto servers = line_.servers(now);
    if (tried_ >= servers.size() || line_.silent(servers.front(), now)) return settle({408, {}, {}, {}, {}});
    ++tried_;
    server_ = servers.front();
    send(last_);
}

void TrunkLine::Registering::settle(const ProviderReply& reply) {
    const auto now = stack_.loop().now();
    const bool before = state_.registered(now);
    const auto more = state_.replied(reply, now);
    line_.changed();
    if (more) return send(*more);
    sent_.reset();
    if (!before && state_.registered(now))
        log::info("trunk {}: registered with {}", line_.account_.name, server_.uri());
    if (reply.status >= 300) line_.note_failure(why_not_registered(reply));
    if (reply.status >= 300)
        log::warn("trunk {}: registration refused or unanswered ({})", line_.account_.name, reply.status);
    if (reply.status < 300) left_.clear();
    const auto wait = has_moved() ? Duration{0} : std::max(Duration{0}, state_.next() - now);
    next_.set(wait, [this] { begin(); });
}

}  // namespace layby::sip
