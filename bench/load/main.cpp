// The load tool of the benchmarks: reads commands from standard input, prints one line of JSON for each.
// Between commands it goes on living: answers what the server asks its calls.
//
//   load SERVER_PORT
//   yardstick SOCKETS SECONDS | speak | dial PREFIX FIRST COUNT RATE | talk PREFIX FIRST COUNT RATE | window
//   SECONDS | in_touch SECONDS | cycle RATE SECONDS GAP TALK FIRST SLOTS | latency ROUNDS FIRST flood RATE
//   SECONDS | subscribe FIRST SLOTS COUNT | watch LOT COUNT | light PREFIX FIRST SLOTS RATE STAY | hang_up |
//   state | quit
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <sstream>

#include "measure.hpp"

namespace {

std::string carry_out(load::Bench& bench, const std::string& line) {
    std::istringstream words{line};
    std::string what, prefix;
    double rate = 0, seconds = 0, gap = 0, talk = 0;
    int first = 0, count = 0, slots = 0;
    words >> what;
    if (what == "dial" && words >> prefix >> first >> count >> rate) {
        return load::dial(bench, prefix == "-" ? "" : prefix, first, count, rate);
    }
    if (what == "window" && words >> seconds) return load::window(bench, seconds);
    if (what == "talk" && words >> prefix >> first >> count >> rate) {
        return load::talk(bench, prefix, first, count, rate);
    }
    if (what == "in_touch" && words >> seconds) return load::in_touch(bench, seconds);
    if (what == "cycle" && words >> rate >> seconds >> gap >> talk >> first >> count) {
        return load::cycle(bench, rate, seconds, gap, talk, first, count);
    }
    if (what == "latency" && words >> count >> first) return load::latency(bench, count, first);
    if (what == "flood" && words >> rate >> seconds) return load::flood(bench, rate, seconds);
    if (what == "subscribe" && words >> first >> slots >> count) {
        return load::subscribe(bench, first, slots, count);
    }
    if (what == "watch" && words >> prefix >> count) return load::watch(bench, prefix, count);
    if (what == "light" && words >> prefix >> first >> count >> rate >> seconds) {
        return load::light(bench, prefix, first, count, rate, seconds);
    }
    if (what == "speak") return load::speak(bench);
    if (what == "yardstick" && words >> count >> slots) return load::yardstick(count, slots);
    if (what == "hang_up") return load::hang_up(bench);
    if (what == "state") return load::state(bench);
    return R"({"error":"not a command"})";
}

bool command_waits() {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    return poll(&input, 1, 0) > 0;
}

}  // namespace

int main(int count, char** words) {
    if (count != 2) return std::fputs("load SERVER_PORT\n", stderr), 2;
    try {
        load::Bench bench{static_cast<std::uint16_t>(std::atoi(words[1]))};
        std::cout << "{\"ready\":true}" << std::endl;
        std::string line;
        while (true) {
            bench.callers.run(3600, command_waits);
            if (!std::getline(std::cin, line) || line == "quit") return 0;
            std::cout << carry_out(bench, line) << std::endl;
        }
    } catch (const std::exception& problem) {
        std::cerr << problem.what() << std::endl;
        return 1;
    }
}
