#include "lamps.hpp"

#include <unistd.h>

#include <charconv>

#include "clock.hpp"
#include "message.hpp"

namespace load {

Lamps::Lamps(Callers& callers) : callers_(callers), id_("lamps" + std::to_string(getpid())) {
    callers_.also_read(port_, [this](const Datagram& datagram) { take(datagram); });
}

void Lamps::ask(int index, int slot) {
    const auto own = std::to_string(port_.number()), number = std::to_string(index);
    const auto uri = "sip:" + std::to_string(slot) + "@127.0.0.1:" + std::to_string(callers_.server_port());
    port_.send("SUBSCRIBE " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + own + ";branch=z9hG4bK" +
                   id_ + number + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:phone" + number +
                   "@127.0.0.1>;tag=" + number + "\r\nTo: <" + uri + ">\r\nCall-ID: " + number + "@" + id_ +
                   "\r\nCSeq: 1 SUBSCRIBE\r\nContact: <sip:phone" + number + "@127.0.0.1:" + own +
                   ">\r\nEvent: dialog\r\nAccept: application/dialog-info+xml\r\nExpires: 3600\r\n"
                   "User-Agent: Yealink SIP-T46U\r\nContent-Length: 0\r\n\r\n",
               callers_.server_port());
}

void Lamps::take(const Datagram& datagram) {
    if (status_of(datagram.data) != 0 || method_of(datagram.data) != "NOTIFY") return;
    port_.send(ok_to(datagram.data, "sip:phone@127.0.0.1:" + std::to_string(port_.number()), {}),
               datagram.from_port);
    const auto id = field(datagram.data, "Call-ID", "i");
    std::size_t index = has_state_.size();
    std::from_chars(id.data(), id.data() + id.size(), index);
    if (index >= has_state_.size()) return;
    ++notifies_;
    if (!has_state_[index]) ++started_;
    has_state_[index] = 1;
    auto& slot = slots_[index % slots_.size()];
    ++slot.told;
    slot.last = datagram.at;
}

bool Lamps::subscribe(int first, int slots, int count) {
    first_ = first;
    slots_.assign(static_cast<std::size_t>(slots), {});
    has_state_.assign(static_cast<std::size_t>(count), 0);
    for (int i = 0; i < count; ++i) {
        ++slots_[static_cast<std::size_t>(i % slots)].watchers;
        callers_.at(now() + i / 500.0, [this, i, slots] { ask(i, first_ + i % slots); });
    }
    return callers_.run(count / 500.0 + 20, [this, count] { return started_ == count; });
}

/// The NOTIFYs that followed one change, all or as many as came.
void Lamps::note(Numbers& times, Slot& slot, double from) {
    if (slot.told >= slot.watchers && slot.watchers > 0) times.add((slot.last - from) * 1e3);
    slot.told = 0;
}

std::string Lamps::round(int first, int slots, double rate, double stay) {
    Numbers lit, cleared;
    const long before = notifies_;
    int done = 0;
    if (slots_.empty()) slots_.assign(static_cast<std::size_t>(slots), {});
    for (auto& slot : slots_) slot.told = 0;
    for (int i = 0; i < slots; ++i)
        callers_.at(now() + i / rate, [this, i, first, stay, &lit, &cleared, &done] {
            const auto call = callers_.dial("*7" + std::to_string(first + i));
            callers_.at(now() + stay, [this, i, call, stay, &lit, &cleared, &done] {
                auto& slot = slots_[static_cast<std::size_t>(i)];
                note(lit, slot, callers_.call(call).answered);
                callers_.hang_up(call);
                callers_.at(now() + stay, [this, call, &slot, &cleared, &done] {
                    note(cleared, slot, callers_.call(call).ended);
                    ++done;
                });
            });
        });
    callers_.run(slots / rate + 2 * stay + 5, [&] { return done == slots; });
    return "{\"slots\":" + std::to_string(slots) + ",\"notifies\":" + std::to_string(notifies_ - before) +
           ",\"lit_ms\":" + lit.json() + ",\"cleared_ms\":" + cleared.json() + "}";
}

}  // namespace load
