// A phone's calls, its registration, its lamps and its sound.
#include "simulation/world/phone.hpp"

#include <algorithm>

#include "simulation/world/timers.hpp"

namespace layby::simulation {
namespace {

constexpr Duration forget_after = 40s, silence_is_long = 12s;
constexpr std::size_t payload_bytes = 160, rtp_header_bytes = 12;
constexpr std::uint8_t pcma = 8;

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == ';')
            out += "%3B";
        else if (c == '=')
            out += "%3D";
        else if (c == '@')
            out += "%40";
        else
            out += c;
    }
    return out;
}

}  // namespace

Phone::Phone(Agenda& agenda, Network& network, Ladder& ladder, Chance chance, Setup setup, Ears ears)
    : agenda_(agenda),
      network_(network),
      ladder_(ladder),
      chance_(chance),
      setup_(std::move(setup)),
      ears_(std::move(ears)),
      here_{setup_.ip, 5060} {
    network_.attach(
        setup_.ip, setup_.user,
        [this](const Address&, const std::string& text) { receive(SipMessage::parse(text)); },
        [this](const Address& at, Bytes packet) { hear(at, packet); });
}

std::string Phone::token() {
    return setup_.user + "x" + std::to_string(life_) + "x" + std::to_string(++last_token_);
}

std::string Phone::contact() const { return "<sip:" + setup_.user + "@" + setup_.ip + ":5060>"; }

void Phone::switch_on() {
    on_ = true;
    ++life_;
    miss_sound(life_);
    if (setup_.trunk) return;
    register_call_id_ = token() + "@" + setup_.ip;
    register_cseq_ = 0;
    register_again(life_);
    for (const auto& slot : setup_.watches) {
        lamps_.push_back(
            std::make_unique<Lamp>(Lamp{.slot = slot, .call_id = {}, .local = {}, .remote = {}}));
        watch(*lamps_.back());
    }
}

void Phone::reboot(Duration dark) {
    ladder_.note(setup_.user + " loses power");
    on_ = registered_ = false;
    for (auto& call : calls_) {
        if (call->state == Call::State::over) continue;
        call->state = Call::State::over;
        call->ended_by_us = true;
        call->ended = now();
    }
    ++life_;
    calls_.clear();
    asking_.clear();
    replied_.clear();
    lamps_.clear();
    agenda_.after(dark, [this, life = life_] {
        if (life == life_) switch_on();
    });
}

void Phone::register_again(std::uint64_t life) {
    if (life != life_) return;
    const auto me = "<sip:" + setup_.user + "@192.0.2.1>";
    Draft draft{
        "REGISTER", "sip:192.0.2.1", me + ";tag=" + token(), me, register_call_id_, "Expires: 120\r\n", {},
        {}};
    ask(
        std::move(draft), [this] { return ++register_cseq_; },
        [this, life](const SipMessage& answer) {
            registered_ = answer.status() == 200;
            agenda_.after(registered_ ? 50s : 5s, [this, life] { register_again(life); });
        });
}

void Phone::watch(Lamp& lamp) {
    const bool anew = lamp.remote.empty();
    const auto uri = "sip:" + lamp.slot + "@192.0.2.1";
    if (anew) {
        lamp.call_id = token() + "@" + setup_.ip;
        lamp.local = "<sip:" + setup_.user + "@192.0.2.1>;tag=" + token();
        lamp.their_cseq = 0;
        lamp.lit.reset();
    }
    Draft draft{"SUBSCRIBE",  uri,
                lamp.local,   anew ? "<" + uri + ">" : lamp.remote,
                lamp.call_id, "Event: dialog\r\nAccept: application/dialog-info+xml\r\nExpires: 600\r\n",
                {},           {}};
    ask(
        std::move(draft), [&lamp] { return ++lamp.cseq; },
        [this, &lamp, life = life_](const SipMessage& answer) {
            const bool taken = answer.status() / 100 == 2;
            taken ? void(lamp.remote = answer.header("To")) : lamp.remote.clear();
            agenda_.after(taken ? Duration(100s) : Duration(5s), [this, &lamp, life] {
                if (life == life_) watch(lamp);
            });
        });
}

std::optional<std::set<std::string>> Phone::lit() const {
    std::set<std::string> out;
    for (const auto& lamp : lamps_) {
        if (!lamp->lit || lamp->remote.empty()) return {};
        if (*lamp->lit) out.insert(lamp->slot);
    }
    return out;
}

// -- calls

Call& Phone::new_call() {
    std::erase_if(calls_, [](const auto& call) {
        return call->state == Call::State::over && call->ended + forget_after < now();
    });
    calls_.push_back(std::make_unique<Call>());
    auto& call = *calls_.back();
    call.id = ++last_call_;
    call.port = static_cast<std::uint16_t>(20000 + 2 * (last_call_ % 10000));
    call.began = now();
    return call;
}

Call* Phone::find(const std::string& call_id) {
    for (auto& call : calls_)
        if (call->call_id == call_id) return call.get();
    return nullptr;
}

std::vector<Call*> Phone::calls() {
    std::vector<Call*> out;
    for (auto& call : calls_)
        if (call->state != Call::State::over) out.push_back(call.get());
    return out;
}

std::string Phone::sdp(const Call& call, const std::string& direction) const {
    return "v=0\r\no=- " + std::to_string(call.id) + " " + std::to_string(call.version) + " IN IP4 " +
           setup_.ip + "\r\ns=-\r\nc=IN IP4 " + setup_.ip + "\r\nt=0 0\r\nm=audio " +
           std::to_string(call.port) +
           " RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=" + direction + "\r\n";
}

Call& Phone::dial(const std::string& number, const std::string& from) {
    auto& call = new_call();
    call.state = Call::State::calling;
    call.call_id = token() + "@" + setup_.ip;
    call.dialled = call.shown = number;
    call.local = "<sip:" + (from.empty() ? setup_.user : from) + "@192.0.2.1>;tag=" + token();
    call.remote = "<sip:" + number + "@192.0.2.1>";
    call.target = "sip:" + number + "@192.0.2.1";
    Draft draft{"INVITE", call.target,           call.local,       call.remote, call.call_id,
                {},       sdp(call, "sendrecv"), "application/sdp"};
    const auto id = call.call_id;
    const auto with_call = [this, id](auto act) {
        if (auto* here = find(id)) act(*here);
    };
    ask(
        std::move(draft),
        [this, id] {
            auto* here = find(id);
            return here ? here->invite_cseq = ++here->cseq : 0;
        },
        [this, id](const SipMessage& answer) { on_invite_answer(id, answer); },
        [this, with_call](const SipMessage& progress) {
            with_call([&](Call& here) {
                here.progressed = true;
                learn_shown(here, progress);
                if (here.given_up) cancel(here);
            });
        });
    return call;
}

void Phone::on_invite_answer(const std::string& call_id, const SipMessage& answer) {
    auto* call = find(call_id);
    if (!call) return;
    if (answer.status() >= 300) {
        if (call->state == Call::State::calling) end(*call, false);
        return;
    }
    if (call->state == Call::State::calling) {
        call->state = Call::State::up;
        call->remote = answer.header("To");
        call->target = tests::uri_in(answer.header("Contact"));
        learn_shown(*call, answer);
        learn_sound(*call, answer);
    }
    acknowledge(*call, call->invite_cseq);
    if (call->given_up && call->state == Call::State::up) hang_up(*call);
}

void Phone::acknowledge(Call& call, int cseq) {
    call.confirmed = true;
    call.ack = text_of(in_dialog(call, "ACK"), cseq, "z9hG4bK" + token());
    put(call.ack);
}

Phone::Draft Phone::in_dialog(const Call& call, const std::string& method) const {
    return {method, call.target, call.local, call.remote, call.call_id, {}, {}, {}};
}

void Phone::answer(Call& call) {
    if (call.state != Call::State::ringing) return;
    call.state = Call::State::up;
    call.ok = reply(call.invite, 200, {}, sdp(call, call.ours));
    call.ok_cseq = call.invite.cseq();
    repeat_ok(call.call_id, call.ok_cseq, t1, now() + answered_within);
}

void Phone::refuse(Call& call, int status, const std::string& headers) {
    if (call.state != Call::State::ringing) return;
    reply(call.invite, status, headers);
    end(call, true);
}

/// Only what was heard can be cancelled (RFC 3261 section 9.1).
void Phone::cancel(Call& call) {
    if (call.state != Call::State::calling) return;
    call.given_up = true;
    if (!call.progressed) return;
    for (const auto& [key, asking] : asking_) {
        if (asking.done || asking.draft.method != "INVITE" || asking.draft.call_id != call.call_id) continue;
        Asking again;
        again.draft = asking.draft;
        again.draft.method = "CANCEL";
        again.draft.body.clear();
        again.branch = asking.branch;
        again.cseq = asking.cseq;
        again.until = now() + 32s;
        again.answered = [this, invite = key](const SipMessage& answer) { cancelled(invite, answer); };
        again.text = text_of(again.draft, again.cseq, again.branch);
        const auto its_key = again.branch + "CANCEL";
        if (asking_.contains(its_key)) return;
        put(again.text);
        asking_[its_key] = std::move(again);
        return repeat(its_key, 500ms);
    }
}

/// The answer to the INVITE follows, unless the other end died (RFC 3261 section 9.1).
void Phone::cancelled(const std::string& invite, const SipMessage& answer) {
    const SipMessage nothing{.start = "SIP/2.0 487 Nothing more came", .headers = {}, .body = {}};
    agenda_.after(answer.status() >= 300 ? 0s : 32s, [this, invite, nothing, life = life_] {
        const auto found = life == life_ ? asking_.find(invite) : asking_.end();
        if (found != asking_.end() && !found->second.done) settle(invite, nothing);
    });
}

void Phone::hang_up(Call& call) {
    if (call.state != Call::State::up) return;
    ask_within(call, in_dialog(call, "BYE"));
    end(call, true);
}

void Phone::end(Call& call, bool by_us) {
    if (call.state == Call::State::over) return;
    if (call.state == Call::State::calling) forget_asking(call.call_id);
    call.state = Call::State::over;
    call.ended_by_us = by_us;
    call.ended = now();
    call.ok.clear();
    ears_.over(*this, call);
}

void Phone::forget_asking(const std::string& call_id) {
    for (auto& [key, asking] : asking_)
        if (asking.draft.call_id == call_id) asking.done = true;
}

void Phone::hold(Call& call, bool held) {
    if (!call.is_up()) return;
    call.ours = held ? "sendonly" : "sendrecv";
    send_reinvite(call.call_id);
}

void Phone::send_reinvite(const std::string& call_id) {
    auto* call = find(call_id);
    if (!call || !call->is_up() || call->offering) return;
    if (!call->ok.empty()) return again(call_id, 500ms);  // theirs has no ACK yet
    call->offering = true;
    ++call->version;
    auto draft = in_dialog(*call, "INVITE");
    draft.body = sdp(*call, call->ours);
    draft.type = "application/sdp";
    ask_within(*call, std::move(draft), [this, call_id, said = call->ours](const SipMessage& answer) {
        auto* here = find(call_id);
        if (!here || here->state == Call::State::over) return;
        here->offering = false;
        if (answer.status() < 300) {
            learn_sound(*here, answer);
            acknowledge(*here, answer.cseq());
            if (here->ours != said) send_reinvite(call_id);  // the key was pressed again meanwhile
            return;
        }
        if (answer.status() == 481) return;
        again(call_id, chance_.between(2100ms, 4s));
    });
}

void Phone::again(const std::string& call_id, Duration wait) {
    agenda_.after(wait, [this, call_id, life = life_] {
        if (life == life_) send_reinvite(call_id);
    });
}

void Phone::ask_within(Call& call, Draft draft, Answered answered) {
    const auto id = call.call_id;
    ask(
        std::move(draft),
        [this, id] {
            auto* here = find(id);
            return here ? ++here->cseq : 1;
        },
        [this, id, answered = std::move(answered)](const SipMessage& answer) {
            if (answered) answered(answer);
            auto* here = find(id);
            if (answer.status() != 481 || !here || here->state != Call::State::up) return;
            end(*here, true);
            ears_.lost(*this, *here);
        });
}

/// Whoever hears nothing for long asks whether the other end is still there.
void Phone::miss_sound(std::uint64_t life) {
    if (life != life_) return;
    for (auto* call : calls()) {
        const bool hears = call->heard_at && *call->heard_at + silence_is_long > now();
        if (call->is_up() && !hears && call->began + silence_is_long < now())
            ask_within(*call, in_dialog(*call, "OPTIONS"));
    }
    agenda_.after(silence_is_long, [this, life] { miss_sound(life); });
}

void Phone::refer(Call& call, const std::string& number) {
    send_refer(call, "<sip:" + number + "@192.0.2.1>");
}

void Phone::send_refer(Call& call, const std::string& to) {
    if (!call.is_up()) return;
    auto draft = in_dialog(call, "REFER");
    draft.headers = "Refer-To: " + to + "\r\nReferred-By: " + contact() + "\r\n";
    call.referring = true;
    call.refer_result = 0;
    ask_within(call, std::move(draft), [this, id = call.call_id](const SipMessage& answer) {
        auto* here = find(id);
        if (here && answer.status() >= 300) here->referring = false, here->refer_result = answer.status();
    });
}

void Phone::refer(Call& call, const Call& replaced) {
    const auto name = replaced.call_id + ";to-tag=" + tests::tag_of(replaced.remote) +
                      ";from-tag=" + tests::tag_of(replaced.local);
    const auto number = replaced.dialled.empty() ? replaced.shown : replaced.dialled;
    send_refer(call, "<sip:" + number + "@192.0.2.1?Replaces=" + escaped(name) + ">");
}

void Phone::key(Call& call, char digit) {
    if (!call.is_up()) return;
    auto draft = in_dialog(call, "INFO");
    draft.body = std::string("Signal=") + digit + "\r\nDuration=160\r\n";
    draft.type = "application/dtmf-relay";
    ask_within(call, std::move(draft));
}

// -- sound

void Phone::speak() {
    if (!on_) return;
    for (auto& call : calls_) {
        if (!call->speaks()) continue;
        std::array<std::uint8_t, rtp_header_bytes + payload_bytes> packet{};
        packet[0] = 0x80;
        packet[1] = pcma;
        ++call->sequence;
        packet[2] = static_cast<std::uint8_t>(call->sequence >> 8);
        packet[3] = static_cast<std::uint8_t>(call->sequence);
        call->timestamp += payload_bytes;
        for (std::size_t i = 0; i < 4; ++i)
            packet[4 + i] = static_cast<std::uint8_t>(call->timestamp >> (24 - 8 * i));
        packet[11] = static_cast<std::uint8_t>(call->id);
        const auto mark = call->mark(setup_.user);
        std::copy(mark.begin(), mark.end(), packet.begin() + rtp_header_bytes);
        network_.send_sound({setup_.ip, call->port}, call->there, packet);
    }
}

void Phone::hear(const Address& at, Bytes packet) {
    if (!on_ || packet.size() <= rtp_header_bytes || (packet[1] & 0x7f) != pcma) return;
    for (auto& call : calls_) {
        if (call->port != at.port || call->state == Call::State::over) continue;
        const auto what = text_in(packet.subspan(rtp_header_bytes));
        const bool other = what != call->heard;
        call->heard = what;
        call->heard_at = now();
        if (other) ears_.hears(*this, *call);
    }
}

}  // namespace layby::simulation
