#include "layby/successor.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <sstream>

namespace layby::app {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto start_patience = std::chrono::seconds{10};
constexpr std::size_t most_output = 64 * 1024;

/// As it was called where that has a directory, so that a link that leads to another version later is
/// followed then.
std::string file_of(const std::string& called) {
    if (called.find('/') != std::string::npos) return called;
    std::error_code none;
    const auto file = std::filesystem::read_symlink("/proc/self/exe", none);
    return none ? called : file.string();
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (auto& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

/// A program with its output in a pipe.
class Child {
  public:
    /// errno's value when it can't be run.
    int start(const std::string& file, std::vector<std::string> words);
    /// All that it says until it ends; killed when that takes too long.
    std::string listen(Clock::time_point until);
    /// Its exit code; none when it was killed.
    std::optional<int> end();

  private:
    pid_t pid_{-1};
    int from_{-1};
};

int Child::start(const std::string& file, std::vector<std::string> words) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t nothing;
    sigemptyset(&nothing);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_setsigmask(&attributes, &nothing);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    const int error =
        posix_spawn(&pid_, file.c_str(), &files, &attributes, pointers_to(words).data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    close(ends[1]);
    from_ = ends[0];
    if (error != 0) close(from_);
    return error;
}

std::string Child::listen(Clock::time_point until) {
    std::string said;
    std::array<char, 4096> room{};
    ssize_t n = -1;
    while (n != 0 && said.size() < most_output) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        pollfd waiting{from_, POLLIN, 0};
        if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) <= 0) break;
        n = ::read(from_, room.data(), room.size());
        if (n > 0) said.append(room.data(), static_cast<std::size_t>(n));
    }
    close(from_);
    if (n != 0) kill(pid_, SIGKILL);
    return said;
}

std::optional<int> Child::end() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) lines.push_back(line);
    return lines;
}

}  // namespace

Successor::Successor(std::vector<std::string> command_line)
    : file_(file_of(command_line.empty() ? "layby" : command_line.front())),
      command_line_(std::move(command_line)) {}

std::vector<std::string> Successor::try_out(const std::filesystem::path& config) const {
    Child child;
    if (const int error = child.start(file_, {file_, "check", "--config", config.string()}))
        return {fmt::format("{} can't be run: {}", file_, std::strerror(error))};
    const auto said = child.listen(Clock::now() + start_patience);
    const auto code = child.end();
    if (code == 0) return {};
    auto problems = lines_of(said);
    problems.push_back(code ? fmt::format("{} check --config {} ended with {}", file_, config.string(), *code)
                            : fmt::format("{} check --config {} crashed or hung", file_, config.string()));
    return problems;
}

std::string Successor::take_over() const {
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    auto words = command_line_;
    execv(file_.c_str(), pointers_to(words).data());
    return fmt::format("{} can't be run: {}", file_, std::strerror(errno));
}

}  // namespace layby::app
