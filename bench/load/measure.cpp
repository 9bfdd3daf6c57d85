#include "measure.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

#include "clock.hpp"

namespace load {
namespace {

using State = Call::State;

/// {"404":3,…}: how many calls of a range ended with which refusal; 0 is "no answer".
std::string refusals(const Callers& callers, std::size_t from) {
    std::map<int, int> counts;
    for (std::size_t i = from; i < callers.all().size(); ++i) {
        const auto& call = callers.call(i);
        if (call.status != 200) ++counts[call.status];
    }
    std::string text = "{";
    for (const auto& [status, count] : counts) {
        text += (text.size() > 1 ? ",\"" : "\"") + std::to_string(status) + "\":" + std::to_string(count);
    }
    return text + "}";
}

template <class Task>
void paced(Callers& callers, int count, double rate, Task task) {
    const double start = now();
    for (int i = 0; i < count; ++i) {
        callers.at(start + i / rate, [task, i] { task(i); });
    }
}

struct Cycle {
    std::size_t parked{}, retriever{};
    bool begun{}, stayed{};
};

bool good(const Callers& callers, const Cycle& cycle) {
    return cycle.begun && cycle.stayed && callers.call(cycle.parked).hung_up_by_server &&
           !callers.call(cycle.retriever).hung_up_by_server;
}

}  // namespace

std::string dial(Bench& bench, const std::string& prefix, int first, int count, double rate) {
    auto& callers = bench.callers;
    const auto from = callers.all().size();
    const double start = now();
    paced(callers, count, rate, [&](int i) { callers.dial(prefix + std::to_string(first + i)); });
    const auto settled = [&] {
        if (callers.all().size() < from + static_cast<std::size_t>(count)) return false;
        return std::none_of(callers.all().begin() + static_cast<long>(from), callers.all().end(),
                            [](const Call& call) { return call.state == State::dialling; });
    };
    callers.run(count / rate + 40, settled);
    Numbers answer;
    for (std::size_t i = from; i < callers.all().size(); ++i) {
        const auto& call = callers.call(i);
        if (call.status == 200) answer.add((call.answered - call.dialled) * 1e3);
    }
    return "{\"dialled\":" + std::to_string(count) + ",\"up\":" + std::to_string(callers.up()) +
           ",\"seconds\":" + std::to_string(now() - start) + ",\"answer_ms\":" + answer.json() +
           ",\"refused\":" + refusals(callers, from) +
           ",\"retransmissions\":" + std::to_string(callers.retransmissions()) + "}";
}

std::string window(Bench& bench, double seconds) {
    bench.listener.begin();
    bench.callers.run(seconds);
    return bench.listener.report();
}

std::string cycle(Bench& bench, double rate, double seconds, double gap, double talk, int first, int slots) {
    auto& callers = bench.callers;
    const auto from = callers.all().size();
    const int count = static_cast<int>(rate * seconds);
    std::vector<Cycle> cycles(static_cast<std::size_t>(count));
    const double start = now();
    paced(callers, count, rate, [&](int i) {
        const auto slot = std::to_string(first + i % slots);
        auto& one = cycles[static_cast<std::size_t>(i)];
        one.parked = callers.dial("*7" + slot);
        callers.at(now() + gap, [&callers, &one, slot, talk] {
            if (callers.call(one.parked).state != State::up) return;  // told that it can't be: nobody waits
            one.retriever = callers.dial(slot);
            one.begun = true;
            callers.at(now() + talk, [&callers, &one] {
                one.stayed = callers.call(one.retriever).state == State::up;
                callers.hang_up(one.retriever);
            });
        });
    });
    const auto over = [&] {
        return now() > start + seconds + gap + talk && callers.up() == 0 &&
               std::none_of(callers.all().begin() + static_cast<long>(from), callers.all().end(),
                            [](const Call& call) { return call.state != State::over; });
    };
    callers.run(seconds + gap + talk + 8, over);
    Numbers park, retrieve;
    int done = 0;
    for (const auto& one : cycles) {
        if (!good(callers, one)) continue;
        ++done;
        park.add((callers.call(one.parked).answered - callers.call(one.parked).dialled) * 1e3);
        retrieve.add((callers.call(one.retriever).answered - callers.call(one.retriever).dialled) * 1e3);
    }
    auto text = "{\"rate\":" + std::to_string(rate) + ",\"cycles\":" + std::to_string(count) +
                ",\"good\":" + std::to_string(done) + ",\"park_ms\":" + park.json() +
                ",\"retrieve_ms\":" + retrieve.json() + ",\"refused\":" + refusals(callers, from) +
                ",\"retransmissions\":" + std::to_string(callers.retransmissions()) + "}";
    hang_up(bench);
    return text;
}

std::string subscribe(Bench& bench, int first, int slots, int count) {
    if (!bench.lamps) bench.lamps = std::make_unique<Lamps>(bench.callers);
    const bool all = bench.lamps->subscribe(first, slots, count);
    return std::string("{\"all\":") + (all ? "true" : "false") + "}";
}

std::string watch(Bench& bench, const std::string& lot, int count) {
    if (!bench.lamps) bench.lamps = std::make_unique<Lamps>(bench.callers);
    const bool all = bench.lamps->watch(lot, count);
    return std::string("{\"all\":") + (all ? "true" : "false") + "}";
}

std::string light(Bench& bench, const std::string& prefix, int first, int slots, double rate, double stay) {
    if (!bench.lamps) bench.lamps = std::make_unique<Lamps>(bench.callers);
    return bench.lamps->round(prefix, first, slots, rate, stay);
}

std::string hang_up(Bench& bench) {
    auto& callers = bench.callers;
    const auto count = callers.up();
    for (std::size_t i = 0; i < callers.all().size(); ++i) {
        if (callers.call(i).state != State::up) continue;
        callers.hang_up(i);
        if (i % 50 == 49) callers.run(0.02);
    }
    callers.run(5, [&] { return callers.up() == 0; });
    return "{\"hung_up\":" + std::to_string(count) + ",\"left\":" + std::to_string(callers.up()) + "}";
}

std::string state(const Bench& bench) {
    const auto& calls = bench.callers.all();
    const auto told =
        std::count_if(calls.begin(), calls.end(), [](const Call& call) { return call.hung_up_by_server; });
    return "{\"up\":" + std::to_string(bench.callers.up()) +
           ",\"hung_up_by_server\":" + std::to_string(told) + "}";
}

std::string flood(Bench& bench, double rate, double seconds) {
    UdpPort port;
    auto& callers = bench.callers;
    const int count = static_cast<int>(rate * seconds);
    std::vector<double> sent(static_cast<std::size_t>(count));
    int answered = 0, refused = 0;
    Numbers times;
    const auto server = std::to_string(callers.server_port()), own = std::to_string(port.number());
    paced(callers, count, rate, [&](int i) {
        const auto number = std::to_string(i);
        sent[static_cast<std::size_t>(i)] = now();
        port.send(
            "OPTIONS sip:127.0.0.1:" + server + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + own +
                ";branch=z9hG4bKf" + number +
                ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:flood@127.0.0.1>;tag=f\r\nTo: <sip:127.0.0.1:" +
                server + ">\r\nCall-ID: " + number + "@flood" + own +
                "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
            callers.server_port());
    });
    callers.also_read(port, [&](const Datagram& datagram) {
        const auto at = datagram.data.find("Call-ID: ");
        if (at == std::string_view::npos) return;
        const auto index = static_cast<std::size_t>(std::atoi(datagram.data.data() + at + 9));
        if (index >= sent.size()) return;
        const bool ok = datagram.data.starts_with("SIP/2.0 200");
        ++(ok ? answered : refused);
        if (ok) times.add((datagram.at - sent[index]) * 1e3);
    });
    callers.run(seconds + 1);
    callers.stop_reading();
    return "{\"rate\":" + std::to_string(rate) + ",\"sent\":" + std::to_string(count) +
           ",\"answered\":" + std::to_string(answered) + ",\"refused\":" + std::to_string(refused) +
           ",\"answer_ms\":" + times.json() + "}";
}

}  // namespace load
