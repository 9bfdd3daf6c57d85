#include "lamps.hpp"

#include <unistd.h>

#include <charconv>

#include "clock.hpp"
#include "message.hpp"

namespace load {

Lamps::Lamps(Callers& callers) : callers_(callers), id_("lamps" + std::to_string(getpid())) {
    callers_.also_read(port_, [this](const Datagram& datagram) { take(datagram); });
}

void Lamps::ask(int index, const std::string& phone_watches, const std::string& headers) {
    const auto own = std::to_string(port_.number()), number = std::to_string(index);
    const auto uri = "sip:" + phone_watches + "@127.0.0.1:" + std::to_string(callers_.server_port());
    port_.send("SUBSCRIBE " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + own + ";branch=z9hG4bK" +
                   id_ + number + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:phone" + number +
                   "@127.0.0.1>;tag=" + number + "\r\nTo: <" + uri + ">\r\nCall-ID: " + number + "@" + id_ +
                   "\r\nCSeq: 1 SUBSCRIBE\r\nContact: <sip:phone" + number + "@127.0.0.1:" + own +
                   ">\r\nEvent: dialog\r\nAccept: application/dialog-info+xml\r\nExpires: 3600\r\n" +
                   headers + "User-Agent: Yealink SIP-T46U\r\nContent-Length: 0\r\n\r\n",
               callers_.server_port());
}

void Lamps::take(const Datagram& datagram) {
    if (status_of(datagram.data) != 0 || method_of(datagram.data) != "NOTIFY") return;
    port_.send(ok_to(datagram.data, "sip:phone@127.0.0.1:" + std::to_string(port_.number()), {}),
               datagram.from_port);
    const auto id = field(datagram.data, "Call-ID", "i");
    std::size_t index = last_.size();
    std::from_chars(id.data(), id.data() + id.size(), index);
    if (index >= last_.size()) return;
    const std::string cseq{field(datagram.data, "CSeq", "")};
    if (last_[index] == cseq) {
        ++again_;
        return;
    }
    ++notifies_;
    if (last_[index].empty()) ++started_;
    last_[index] = cseq;
    changed(static_cast<int>(index)).told.push_back(datagram.at);
}

bool Lamps::ask_all(int count, const std::string& headers, const std::function<std::string(int)>& number_of) {
    last_.assign(static_cast<std::size_t>(count), {});
    for (int i = 0; i < count; ++i) {
        ++changed(i).watchers;
        const auto number = number_of(i);
        callers_.at(now() + i / 500.0, [this, i, number, headers] { ask(i, number, headers); });
    }
    const bool all = callers_.run(count / 500.0 + 20, [this, count] { return started_ == count; });
    callers_.run(2, [] { return false; });  // a long list comes in pieces
    return all;
}

bool Lamps::subscribe(int first, int slots, int count) {
    slots_.assign(static_cast<std::size_t>(slots), {});
    return ask_all(count, {}, [first, slots](int i) { return std::to_string(first + i % slots); });
}

bool Lamps::watch(const std::string& lot, int count) {
    slots_.assign(1, {});
    return ask_all(count, "Supported: eventlist\r\n", [lot](int) { return lot; });
}

/// The NOTIFYs that followed one change, all or as many as came.
void Lamps::note(Numbers& times, Slot& slot, double from) {
    for (const double at : slot.told) times.add((at - from) * 1e3);
    slot.told.clear();
}

std::string Lamps::round(const std::string& prefix, int first, int slots, double rate, double stay) {
    Numbers lit, cleared;
    const long before = notifies_, again = again_;
    int done = 0;
    if (slots_.empty()) slots_.assign(static_cast<std::size_t>(slots), {});
    for (auto& slot : slots_) slot.told.clear();
    for (int i = 0; i < slots; ++i)
        callers_.at(now() + i / rate, [this, i, prefix, first, stay, &lit, &cleared, &done] {
            const auto call = callers_.dial(prefix + std::to_string(first + i));
            callers_.at(now() + stay, [this, i, call, stay, &lit, &cleared, &done] {
                auto& slot = changed(i);
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
           ",\"again\":" + std::to_string(again_ - again) + ",\"lit_ms\":" + lit.json() +
           ",\"cleared_ms\":" + cleared.json() + "}";
}

}  // namespace load
