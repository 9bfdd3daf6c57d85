// Requests that reach a phone.
#include "simulation/world/phone.hpp"
#include "simulation/world/timers.hpp"

namespace layby::simulation {
namespace {

std::string key_of(const SipMessage& request) { return request.branch() + request.method(); }

std::string direction_of(const std::string& sdp) {
    for (const char* word : {"sendonly", "recvonly", "inactive"})
        if (sdp.find(std::string("a=") + word) != std::string::npos) return word;
    return "sendrecv";
}

/// What we say to this offer, if we want `ours`.
std::string answered(const std::string& offered, const std::string& ours) {
    const bool we_hear = ours == "sendrecv" && (offered == "sendrecv" || offered == "sendonly");
    const bool they_hear = offered == "sendrecv" || offered == "recvonly";
    return we_hear ? (they_hear ? "sendrecv" : "recvonly") : they_hear ? "sendonly" : "inactive";
}

}  // namespace

void Phone::receive(const SipMessage& message) {
    if (!on_) return;
    message.is_request() ? on_request(message) : on_response(message);
}

std::string Phone::reply(const SipMessage& request, int status, const std::string& headers,
                         const std::string& body) {
    std::string text = "SIP/2.0 " + std::to_string(status) + " Said\r\n";
    for (const auto& via : request.all("Via")) text += "Via: " + via + "\r\n";
    auto to = request.header("To");
    if (status > 100 && tests::tag_of(to).empty()) {
        const auto* call = find(request.header("Call-ID"));
        to += ";tag=" + (call && !call->local.empty() ? tests::tag_of(call->local) : token());
    }
    text += "From: " + request.header("From") + "\r\nTo: " + to +
            "\r\nCall-ID: " + request.header("Call-ID") + "\r\nCSeq: " + request.header("CSeq") +
            "\r\nContact: " + contact() + "\r\n" +
            "Allow: INVITE, ACK, CANCEL, BYE, UPDATE, NOTIFY, REFER, MESSAGE, OPTIONS, INFO\r\n" + headers +
            (body.empty() ? "" : "Content-Type: application/sdp\r\n") +
            "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    const auto key = key_of(request);
    if (!replied_.contains(key))
        agenda_.after(2 * answered_within, [this, key, life = life_] {
            if (life == life_) replied_.erase(key);
        });
    put(replied_[key] = text);
    return text;
}

void Phone::on_request(const SipMessage& request) {
    const auto method = request.method();
    if (method == "ACK") return on_ack(request);
    if (const auto again = replied_.find(key_of(request)); again != replied_.end()) return put(again->second);
    auto* call = find(request.header("Call-ID"));
    const bool within = !tests::tag_of(request.header("To")).empty();
    if (method == "CANCEL") return on_cancel(request);
    if (method == "NOTIFY") return on_notify(request);
    if (method == "INVITE" && !within) return on_invite(request);
    if (method == "MESSAGE" || (method == "OPTIONS" && !within)) return void(reply(request, 200));
    if (!call || call->state == Call::State::over) return void(reply(request, 481));
    if (request.cseq() <= call->their_cseq) return void(reply(request, 500));
    call->their_cseq = request.cseq();
    if (method == "INVITE") return on_reinvite(*call, request);
    if (method == "BYE") {
        reply(request, 200);
        return end(*call, false);
    }
    if (method == "UPDATE") {
        learn_shown(*call, request);
        if (request.body.empty()) return void(reply(request, 200));
        if (call->offering) return void(reply(request, 491));
        learn_sound(*call, request);
        return void(reply(request, 200, {}, sdp(*call, answered(call->theirs, call->ours))));
    }
    reply(request, 200);
}

void Phone::on_invite(const SipMessage& request) {
    if (find(request.header("Call-ID"))) return void(reply(request, 482));
    auto& call = new_call();
    call.incoming = true;
    call.state = Call::State::ringing;
    call.call_id = request.header("Call-ID");
    call.local = request.header("To") + ";tag=" + token();
    call.remote = request.header("From");
    call.target = tests::uri_in(request.header("Contact"));
    call.their_cseq = request.cseq();
    call.invite = request;
    learn_shown(call, request);
    learn_sound(call, request);
    reply(request, 180);
    ears_.rings(*this, call);
}

void Phone::on_reinvite(Call& call, const SipMessage& request) {
    if (call.offering || (call.state == Call::State::calling)) return void(reply(request, 491));
    if (!call.ok.empty()) return void(reply(request, 500, "Retry-After: 1\r\n"));
    learn_shown(call, request);
    if (!request.body.empty()) learn_sound(call, request);
    ++call.version;
    call.ok = reply(request, 200, {},
                    sdp(call, request.body.empty() ? call.ours : answered(call.theirs, call.ours)));
    call.ok_cseq = request.cseq();
    repeat_ok(call.call_id, call.ok_cseq, t1, now() + answered_within);
}

/// Until the ACK comes (RFC 3261 section 13.3.1.4).
void Phone::repeat_ok(const std::string& call_id, int cseq, Duration wait, Instant until) {
    agenda_.after(wait, [this, call_id, cseq, wait, until, life = life_] {
        auto* call = life == life_ ? find(call_id) : nullptr;
        if (!call || call->ok.empty() || call->ok_cseq != cseq || call->state == Call::State::over) return;
        if (now() < until) {
            put(call->ok);
            return repeat_ok(call_id, cseq, std::min(wait * 2, t2), until);
        }
        call->ok.clear();
        call->confirmed = true;
        hang_up(*call);
    });
}

void Phone::on_ack(const SipMessage& request) {
    auto* call = find(request.header("Call-ID"));
    if (!call || call->state != Call::State::up || call->ok.empty()) return;
    if (call->ok_cseq != request.cseq()) return;
    call->ok.clear();
    call->confirmed = true;
}

void Phone::on_cancel(const SipMessage& request) {
    auto* call = find(request.header("Call-ID"));
    const bool meant = call && call->incoming && call->invite.branch() == request.branch();
    if (!meant) return void(reply(request, 481));
    reply(request, 200);
    if (call->state != Call::State::ringing) return;
    reply(call->invite, 487);
    end(*call, false);
}

void Phone::on_notify(const SipMessage& request) {
    const auto event = request.header("Event");
    if (event.starts_with("refer")) {
        auto* call = find(request.header("Call-ID"));
        if (!call || call->state == Call::State::over) return void(reply(request, 481));
        reply(request, 200);
        if (request.body.size() < 12) return;
        call->refer_result = std::atoi(request.body.c_str() + 8);
        if (call->refer_result >= 200) call->referring = false;
        return;
    }
    for (auto& lamp : lamps_) {
        if (lamp->call_id != request.header("Call-ID")) continue;
        if (request.header("Subscription-State").starts_with("terminated")) lamp->remote.clear();
        if (request.cseq() > lamp->their_cseq) {
            lamp->their_cseq = request.cseq();
            if (!request.body.empty())
                lamp->lit = request.body.find("<state>confirmed<") != std::string::npos ||
                            request.body.find("<state>early<") != std::string::npos;
        }
        return void(reply(request, 200));
    }
    reply(request, 481);
}

void Phone::learn_sound(Call& call, const SipMessage& message) {
    const auto& text = message.body;
    const auto address = text.find("c=IN IP4 "), media = text.find("m=audio ");
    if (address == std::string::npos || media == std::string::npos) return;
    call.there = {text.substr(address + 9, text.find_first_of("\r\n", address) - address - 9),
                  static_cast<std::uint16_t>(std::atoi(text.c_str() + media + 8))};
    call.theirs = direction_of(text);
}

void Phone::learn_shown(Call& call, const SipMessage& message) {
    auto value = message.header("P-Asserted-Identity");
    if (value.empty() && call.state == Call::State::ringing) value = message.header("From");
    if (value.empty()) return;
    const auto uri = tests::uri_in(value);
    call.shown = uri.substr(uri.find(':') + 1, uri.find('@') - uri.find(':') - 1);
    call.shown_name = value.substr(0, value.find('<'));
}

}  // namespace layby::simulation
