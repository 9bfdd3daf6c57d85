#include "simulation/world/run.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "runtime/check.hpp"
#include "simulation/world/fate.hpp"
#include "simulation/world/world.hpp"

namespace layby::simulation {
namespace {

constexpr std::size_t most_said = 40'000;     ///< of a ladder that nobody has asked for
constexpr unsigned seconds_for_a_minute = 2;  ///< of real time, at the very worst

struct Present {
    Wish wish;
    World* world{};
    int out{-1};
    std::string dir{};  ///< where the file is
    bool failing{};
};
Present& present() {
    static Present one;
    return one;
}

void say(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto written = write(present().out, text.data() + at, text.size() - at);
        if (written <= 0) return;
        at += static_cast<std::size_t>(written);
    }
}

std::string end_of(const std::string& text) {
    if (present().wish.whole_ladder || text.size() <= most_said) return text;
    return "…\n" + text.substr(text.find('\n', text.size() - most_said) + 1);
}

/// How to see it again.
std::string command(const Wish& wish) {
    auto out = fmt::format("tests/simulate --seed {}", wish.seed);
    if (wish.length != Wish{}.length)
        out += fmt::format(" --days {:.8g}", static_cast<double>(wish.length / 1s) / 86400);
    return out;
}

void on_bug(const char* what, const char* file, int line) {
    fail(fmt::format("{}:{}: broken invariant: {}", file, line, what));
}

void on_signal(int signal) {
    fail(signal == SIGALRM ? "it takes too long" : fmt::format("signal {}", signal));
}

std::string temporary_dir() {
    std::string dir = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    dir += "/layby-simulation-XXXXXX";
    if (!mkdtemp(dir.data())) fail("no directory can be made");
    return dir;
}

[[noreturn]] void live(const Wish& wish, int out) {
    present() = {.wish = wish, .out = out};
    runtime::on_bug(on_bug);
    for (const int signal : {SIGSEGV, SIGABRT, SIGALRM, SIGFPE, SIGBUS}) std::signal(signal, on_signal);
    alarm(30 + seconds_for_a_minute * static_cast<unsigned>(wish.length / 1min));
    spdlog::set_level(wish.log ? spdlog::level::debug : spdlog::level::off);
    const auto dir = temporary_dir();
    present().dir = dir;
    const auto began = now();
    {
        World world(wish.seed, dir);
        present().world = &world;
        world.ladder.whole_messages = wish.whole_messages;
        Fate fate(world, Chance(wish.seed, 3), wish.length);
        fate.begin();
        world.live();
        if (wish.whole_ladder) say(world.ladder.text());
        say(fmt::format("seed {}: well for {} s, {} messages, story {:016x}\n", wish.seed,
                        (now() - began) / 1s, world.ladder.messages(), world.ladder.fingerprint()));
        present().world = nullptr;
    }
    std::filesystem::remove_all(dir);
    _exit(0);
}

std::string all_of(int in) {
    std::string out;
    char some[4096];
    for (ssize_t n; (n = read(in, some, sizeof some)) > 0;) out.append(some, static_cast<std::size_t>(n));
    return out;
}

}  // namespace

void fail(const std::string& why) {
    auto& [wish, world, out, dir, failing] = present();
    if (!std::exchange(failing, true)) {
        const auto first_line = why.substr(0, why.find('\n'));
        if (world)
            say(end_of(wish.whole_ladder ? world->ladder.text() : world->ladder.text_about(first_line)));
        say(fmt::format("FAILED: {}\n", why));
        say("again: " + command(wish) + "\n");
    }
    std::error_code ignored;
    if (!dir.empty()) std::filesystem::remove_all(dir, ignored);
    _exit(1);
}

Outcome run(const Wish& wish) {
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) return {false, "no pipe can be made"};
    const auto child = fork();
    if (child == 0) {
        close(pipe_ends[0]);
        live(wish, pipe_ends[1]);
    }
    close(pipe_ends[1]);
    Outcome outcome{.well = false, .said = all_of(pipe_ends[0])};
    close(pipe_ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    outcome.well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!outcome.well && outcome.said.empty())
        outcome.said = fmt::format("seed {}: ended with {}", wish.seed, status);
    return outcome;
}

}  // namespace layby::simulation
