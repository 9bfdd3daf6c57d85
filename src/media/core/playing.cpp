// Time passes: slots are served, silence is noticed, reports fall due.
#include "media/core/core.hpp"

#include "runtime/check.hpp"

namespace layby::media {
namespace {

constexpr Duration frame_time = std::chrono::milliseconds{20};
constexpr Duration slot_length = std::chrono::milliseconds{1};
/// Slots that are later than this are counted as late,
constexpr Duration late = std::chrono::milliseconds{2};
/// and after a stall longer than this the rest is left out instead of sent in one burst.
constexpr Duration hopeless = std::chrono::milliseconds{100};
/// Every leg is looked after once in so many slots.
constexpr std::size_t chores_round = 200;

}  // namespace

void Core::tick(Instant now) {
    CHECK(thread_.is_ours());
    if (slot_due_ == Instant{}) slot_due_ = now;
    while (slot_due_ <= now) {
        if (now > slot_due_ + hopeless) {
            const auto missed = (now - slot_due_) / slot_length;
            slot_due_ += missed * slot_length;
            slot_ = (slot_ + static_cast<std::size_t>(missed)) % Pacer::slots;
        }
        if (now > slot_due_ + late && !pacer_.at(slot_).empty()) ++tally_.late_ticks;
        serve_slot(slot_due_);
        do_chores(now);
        slot_due_ += slot_length;
        slot_ = (slot_ + 1) % Pacer::slots;
    }
    flush();
}

Instant Core::next_tick() const {
    return slot_due_ + static_cast<Duration::rep>(pacer_.idle_from(slot_)) * slot_length;
}

void Core::serve_slot(Instant due) {
    const auto& members = pacer_.at(slot_);
    for (std::size_t i = 0; i < members.size();) {
        const Place place = members[i];
        play(*legs_[place], due);
        if (i < members.size() && members[i] == place)
            ++i;  // else it has left, and another took its position
    }
}

/// The next 20 ms of what the leg hears from us.
void Core::play(Leg& leg, Instant at) {
    if (!leg.negotiated) return;
    if (Leg* partner = this->at(leg.partner)) let_go(leg, *partner, at);
    const bool pressing = leg.digits_out.active();
    if (pressing) play_digit(leg, at);
    if (leg.playout.active() && !waits(leg)) {
        const Bytes payload = leg.playout.next(leg.send.codec);
        if (!payload.empty() && leg.can_hear() && !pressing) send_frame(leg, payload, at);
        if (!leg.playout.active()) tell_(calls::PromptEnded{leg.id, leg.playout.prompt()});
    }
    set_pacing(leg);
}

/// A prompt doesn't begin before there is somebody to hear it. Music runs.
bool Core::waits(Leg& leg) {
    if (!leg.playout.is_prompt() || !leg.listens || !leg.is_coming() || leg.prompt_waits == 0) return false;
    --leg.prompt_waits;
    return true;
}

/// In one packet, or in as many as the peer's a=maxptime asks for.
void Core::send_frame(Leg& leg, Bytes payload, Instant at) {
    const Duration length = leg.packet_length();
    for (const Bytes part : Parts(payload, length))
        send(leg, leg.out.next(leg.send.payload_type, at, length), part);
}

void Core::play_digit(Leg& leg, Instant at) {
    // A peer that has put us on hold meanwhile would hear the rest of a digit as another one later.
    if (!leg.can_hear()) return leg.digits_out.clear();
    const auto step = leg.digits_out.next(leg.out.clock());
    leg.send_digits ? send_event(leg, step, at) : send_tone(leg, step, at);
}

void Core::send_event(Leg& leg, const DigitSender::Step& step, Instant at) {
    if (!step.event) return;
    if (step.first) {
        leg.press_timestamp = leg.out.timestamp_at(at);
        leg.press_began = at;
        leg.out.mark();
    }
    std::array<std::uint8_t, event_bytes> payload{};
    write_event(*step.event, payload);
    leg.relay.inserted();
    send(leg, leg.out.next_at(*leg.send_digits, leg.press_timestamp, leg.press_began, step.lasts), payload);
}

// Silence between the tones is sent too: a phone that misses packets would fill them with more of the tone.
void Core::send_tone(Leg& leg, const DigitSender::Step& step, Instant at) {
    if (!leg.key_voice || leg.key_voice->codec() != leg.send.codec)
        leg.key_voice = std::make_unique<KeyVoice>(leg.send.codec);
    if (step.first) leg.key_voice->press(*digit_of(step.event->event));
    if (!step.event || step.again) leg.key_voice->release();
    leg.relay.inserted();
    send_frame(leg, leg.key_voice->next(), at);
    if (!leg.digits_out.active()) leg.key_voice.reset();
}

/// Lets the leg hear what it should from now on: the first frame at once, the next ones in its slot.
void Core::begin(Leg& leg, Instant now) {
    if (leg.playout.active() && leg.out.ends_at() <= now + frame_time) play(leg, now);
    set_pacing(leg);
}

void Core::set_pacing(Leg& leg) {
    if (leg.busy())
        pacer_.join(leg.place, (slot_ + Pacer::slots - 1) % Pacer::slots);
    else
        pacer_.leave(leg.place);
}

void Core::do_chores(Instant now) {
    for (std::size_t n = legs_.size() / chores_round + 1; n > 0 && !legs_.empty(); --n) {
        chores_ = (chores_ + 1) % legs_.size();
        Leg* leg = legs_[chores_].get();
        if (leg == nullptr || !leg->negotiated) continue;
        catch_up(*leg);
        notice_silence(*leg, now);
        if (leg->unproved && now >= leg->mute_at) leg->muted = true;
        look_after_checks(*leg, now);
        if (now >= leg->report_due) send_report(*leg, now, false);
    }
}

void Core::notice_silence(Leg& leg, Instant now) {
    if (!leg.speaks || now < leg.silent_since + setup_.lost_after) return;
    leg.silent_since = now;
    tell_(calls::AudioLost{leg.id});
}

}  // namespace layby::media
