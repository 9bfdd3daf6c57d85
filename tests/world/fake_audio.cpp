#include "world/fake_audio.hpp"

#include <algorithm>

#include "runtime/check.hpp"

namespace layby::world {

std::optional<Address> FakeAudio::open(LegId leg, const std::string& near_ip, For whom) {
    if (bug_at_open != 0 && --bug_at_open == 0)
        runtime::report_bug("as a story wants it", __FILE__, __LINE__);
    if (++orders == refuse_order) return std::nullopt;
    if (ports.size() + (whom == For::anybody ? kept : 0) >= most) return std::nullopt;
    if (ports.contains(leg)) mistakes.push_back("opened twice: leg " + std::to_string(leg.value));
    do next_port_ = static_cast<std::uint16_t>(next_port_ + 2);
    while (!is_free(next_port_));
    Port& opened = ports[leg];
    opened.local = {near_ip, next_port_};
    return opened.local;
}

bool FakeAudio::reopen(LegId leg, const Address& local) {
    if (ports.contains(leg)) return true;
    if (++orders == refuse_order || !is_free(local.port)) return false;
    ports[leg].local = local;
    return true;
}

SrtpKey::Bytes FakeAudio::new_key() {
    SrtpKey::Bytes key{};
    key.fill(++keys);
    return key;
}

void FakeAudio::restart() {
    ports.clear();
    ended.clear();
    for (auto& [id, recording] : recordings) recording.open = false;
    next_port_ = first_port;
}

bool FakeAudio::is_free(std::uint16_t port) const {
    return port != taken_by_others &&
           std::ranges::none_of(ports, [&](const auto& one) { return one.second.local.port == port; });
}

void FakeAudio::carry_out(const calls::AudioOrder& order) {
    std::visit([this](const auto& what) { on(what); }, order);
}

void FakeAudio::on(const calls::CloseAudio& order) {
    if (ports.erase(order.leg) == 0)
        mistakes.push_back("closed but not open: leg " + std::to_string(order.leg.value));
    for (auto& [id, other] : ports)
        if (other.heard.other == order.leg) other.heard = {};
}

FakeAudio::Port* FakeAudio::port(LegId leg) {
    const auto found = ports.find(leg);
    return found == ports.end() ? nullptr : &found->second;
}

FakeAudio::Port* FakeAudio::ordered(LegId leg, const char* what) {
    Port* found = port(leg);
    if (!found)
        mistakes.push_back(std::string{what} + " for a leg that isn't open: " + std::to_string(leg.value));
    return found;
}

void FakeAudio::set(LegId leg, const char* what, Heard heard) {
    Port* found = ordered(leg, what);
    if (!found) return;
    if (Port* other = port(found->heard.other); other && other->heard.other == leg) other->heard = {};
    found->heard = std::move(heard);
}

void FakeAudio::on(const calls::Negotiated& order) {
    Port* found = ordered(order.leg, "negotiated");
    if (!found) return;
    found->audio = order.audio;
    ++found->negotiations;
}

void FakeAudio::on(const calls::PlayMusic& order) {
    set(order.leg, "play_music", {Heard::What::music, order.music, {}, {}, {}});
}

void FakeAudio::on(const calls::Say& order) {
    set(order.leg, "say", {Heard::What::prompt, {}, order.phrase, order.prompt, {}});
}

void FakeAudio::on(const calls::Loop& order) {
    set(order.leg, "loop", {Heard::What::loop, {}, order.phrase, {}, {}});
}

void FakeAudio::on(const calls::Connect& order) {
    if (order.leg == order.other) mistakes.push_back("bridged with itself");
    set(order.leg, "bridge", {Heard::What::other, {}, {}, {}, order.other});
    set(order.other, "bridge", {Heard::What::other, {}, {}, {}, order.leg});
}

void FakeAudio::on(const calls::Quiet& order) { set(order.leg, "quiet", {}); }

void FakeAudio::on(const calls::PlayDigit& order) {
    if (Port* found = ordered(order.leg, "send_digit")) found->digits += order.digit;
}

void FakeAudio::on(const calls::WatchForCode& order) {
    Port* found = ordered(order.leg, "watch_for_code");
    if (!found) return;
    found->code_begins = order.first;
    found->collecting = false;
}

void FakeAudio::on(const calls::Record& order) {
    if (!ordered(order.leg, "record")) return;
    if (!recordings.emplace(order.message, Recorded{order.leg}).second)
        mistakes.push_back("recorded twice: message " + std::to_string(order.message.value));
    if (disk == Disk::fails) ended.push_back(order.message);
}

void FakeAudio::on(const calls::StopRecording& order) {
    if (const auto found = recordings.find(order.message); found != recordings.end())
        found->second.open = false;
    if (disk != Disk::stands_still) ended.push_back(order.message);
}

void FakeAudio::on(const calls::DropRecording& order) { recordings.erase(order.message); }

bool FakeAudio::key(LegId leg, char digit) {
    Port* from = port(leg);
    if (!from) return false;
    const bool begins = from->code_begins == calls::any_key || digit == from->code_begins;
    from->collecting = from->collecting || (from->code_begins != 0 && begins);
    Port* to = port(from->heard.other);
    const bool as_tone = from->audio && !from->audio->receive_digits;
    const bool takes_digits = to && to->audio && (to->audio->send_digits || as_tone);
    if (takes_digits && !from->collecting) to->relayed += digit;
    return from->collecting;
}

std::string FakeAudio::overheard() const {
    std::map<LegId, LegId> listeners;
    for (const auto& [id, listener] : ports) {
        const LegId heard = listener.heard.other;
        if (!heard) continue;
        if (!ports.contains(heard)) return std::to_string(id.value) + " hears a leg that isn't open";
        const auto [first, only] = listeners.emplace(heard, id);
        if (!only)
            return std::to_string(heard.value) + " is heard by " + std::to_string(id.value) + " and " +
                   std::to_string(first->second.value);
    }
    return {};
}

}  // namespace layby::world
