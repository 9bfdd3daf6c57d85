// Requests of a phone: repeated until they are answered, proved when the answer is a challenge (RFC 3261
// section 17.1).
#include "simulation/world/phone.hpp"
#include "simulation/world/timers.hpp"
#include "sip/door/digest.hpp"

namespace layby::simulation {
namespace {

constexpr unsigned most_proofs = 3;

SipMessage nobody_answered() { return {.start = "SIP/2.0 408 Nobody answered", .headers = {}, .body = {}}; }

}  // namespace

void Phone::put(const std::string& text) { network_.send(here_, {"192.0.2.1", 5060}, text); }

std::string Phone::text_of(const Draft& draft, int cseq, const std::string& branch,
                           const std::string& proof) const {
    return draft.method + " " + draft.uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + here_.ip +
           ":5060;branch=" + branch + ";rport\r\nMax-Forwards: 70\r\nFrom: " + draft.from +
           "\r\nTo: " + draft.to + "\r\nCall-ID: " + draft.call_id + "\r\nCSeq: " + std::to_string(cseq) +
           " " + draft.method + "\r\nContact: " + contact() +
           "\r\nUser-Agent: Simulated/1\r\nSupported: replaces\r\n" +
           "Allow: INVITE, ACK, CANCEL, BYE, UPDATE, NOTIFY, REFER, MESSAGE, OPTIONS, INFO\r\n" +
           draft.headers + proof + (draft.body.empty() ? "" : "Content-Type: " + draft.type + "\r\n") +
           "Content-Length: " + std::to_string(draft.body.size()) + "\r\n\r\n" + draft.body;
}

/// Returns the branch.
std::string Phone::ask(Draft draft, std::function<int()> next_cseq, Answered answered, Answered progressed) {
    Asking asking;
    asking.draft = std::move(draft);
    asking.next_cseq = std::move(next_cseq);
    asking.answered = std::move(answered);
    asking.progressed = std::move(progressed);
    return begin(std::move(asking), {});
}

std::string Phone::begin(Asking asking, const std::string& proof) {
    asking.branch = "z9hG4bK" + token();
    asking.cseq = asking.next_cseq();
    asking.until = now() + answered_within;
    asking.text = text_of(asking.draft, asking.cseq, asking.branch, proof);
    const auto branch = asking.branch, key = branch + asking.draft.method;
    put(asking.text);
    asking_[key] = std::move(asking);
    repeat(key, t1);
    return branch;
}

void Phone::repeat(const std::string& key, Duration wait) {
    agenda_.after(wait, [this, key, wait, life = life_] {
        const auto found = asking_.find(key);
        if (life != life_ || found == asking_.end() || found->second.done) return;
        auto& asking = found->second;
        const bool invite = asking.draft.method == "INVITE";
        if (invite && asking.proceeding) return give_up_silence(key);
        if (now() >= asking.until) return settle(key, nobody_answered());
        put(asking.text);
        repeat(key, invite ? wait * 2 : std::min(wait * 2, t2));
    });
}

/// A call may ring for long; a change within a call is answered soon or never.
void Phone::give_up_silence(const std::string& key) {
    const auto& asking = asking_.at(key);
    if (tests::tag_of(asking.draft.to).empty()) return;
    agenda_.at(asking.until, [this, key, life = life_] {
        const auto found = life == life_ ? asking_.find(key) : asking_.end();
        if (found != asking_.end() && !found->second.done) settle(key, nobody_answered());
    });
}

void Phone::on_response(const SipMessage& message) {
    const auto key = message.branch() + message.cseq_method();
    const auto found = asking_.find(key);
    if (found == asking_.end()) return;
    auto& asking = found->second;
    if (message.status() < 200) {
        asking.proceeding = true;
        if (asking.progressed && !asking.done) asking.progressed(message);
        return;
    }
    const bool invite = asking.draft.method == "INVITE";
    if (invite && message.status() >= 300) refuse_ack(asking, message);
    if (invite && message.status() < 300 && asking.done) return asking.answered(message);  // ACK was lost
    if (!asking.done) settle(key, message);
}

void Phone::settle(const std::string& key, const SipMessage& answer) {
    auto& asking = asking_.at(key);
    asking.done = true;
    agenda_.after(answered_within, [this, key, life = life_] {
        if (life == life_) asking_.erase(key);
    });
    const bool challenge = answer.status() == 401 || answer.status() == 407;
    if (challenge && prove(asking, answer)) return;
    const auto answered = asking.answered;
    if (answered) answered(answer);
}

bool Phone::prove(const Asking& asking, const SipMessage& challenge) {
    if (asking.proofs >= most_proofs || setup_.trunk) return false;
    const bool proxy = challenge.status() == 407;
    const auto value =
        sip::digest::answer(challenge.all(proxy ? "Proxy-Authenticate" : "WWW-Authenticate"),
                            {setup_.user, setup_.password}, asking.draft.method, asking.draft.uri, token());
    if (!value) return false;
    auto again = asking;
    again.proofs += 1;
    again.proceeding = again.done = false;
    begin(std::move(again), (proxy ? "Proxy-Authorization: " : "Authorization: ") + *value + "\r\n");
    return true;
}

/// ACK to a refusal belongs to its transaction.
void Phone::refuse_ack(const Asking& asking, const SipMessage& answer) {
    auto draft = asking.draft;
    draft.method = "ACK";
    draft.to = answer.header("To");
    draft.body.clear();
    draft.headers.clear();
    put(text_of(draft, asking.cseq, asking.branch));
}

std::string Phone::unsettled() const {
    for (const auto& [key, asking] : asking_)
        if (!asking.done) return asking.draft.method + " in " + asking.draft.call_id + " has no answer";
    for (const auto& call : calls_)
        if (!call->ok.empty()) return "the 200 in " + call->call_id + " has no ACK";
    return {};
}

}  // namespace layby::simulation
