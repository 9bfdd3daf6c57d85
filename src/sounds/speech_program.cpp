#include "sounds/speech_program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <thread>

#include "runtime/log.hpp"
#include "sounds/shelf.hpp"

namespace layby::sounds {
namespace {

constexpr int most_failures = 3;
constexpr off_t most_bytes = 16 << 20;
constexpr auto between_looks = std::chrono::milliseconds(5);
constexpr auto default_path = "/usr/local/bin:/usr/bin:/bin";

/// A file that has no name, and that the program gets as its input or output: nobody has to read while it
/// writes.
class Nameless {
  public:
    explicit Nameless(const std::string& text = {}) : fd_{memfd_create("speech", MFD_CLOEXEC)} {
        if (fd_ >= 0 && !text.empty() &&
            (write(fd_, text.data(), text.size()) < 0 || lseek(fd_, 0, SEEK_SET) < 0))
            close(std::exchange(fd_, -1));
    }
    ~Nameless() {
        if (fd_ >= 0) close(fd_);
    }
    Nameless(const Nameless&) = delete;
    Nameless& operator=(const Nameless&) = delete;
    int fd() const { return fd_; }
    std::filesystem::path path() const { return fmt::format("/proc/self/fd/{}", fd_); }

  private:
    int fd_;
};

/// It gets two files and nothing else of ours: no socket, no secret of the environment, no blocked signal.
class Spawning {
  public:
    Spawning(int input, int output) {
        posix_spawn_file_actions_init(&files_);
        posix_spawn_file_actions_adddup2(&files_, input, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&files_, output, STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&files_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
        posix_spawnattr_init(&how_);
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&how_, &none);
        posix_spawnattr_setsigdefault(&how_, &all);
        posix_spawnattr_setpgroup(&how_, 0);
        posix_spawnattr_setflags(&how_,
                                 POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    ~Spawning() {
        posix_spawn_file_actions_destroy(&files_);
        posix_spawnattr_destroy(&how_);
    }
    Spawning(const Spawning&) = delete;
    Spawning& operator=(const Spawning&) = delete;

    /// 0: it can't be run; errno says why.
    pid_t run(const std::string& file, std::vector<std::string> arguments) const {
        std::vector<char*> argv;
        for (auto& one : arguments) argv.push_back(one.data());
        argv.push_back(nullptr);
        std::string path = fmt::format("PATH={}", default_path), words = "LANG=C.UTF-8", home = "HOME=/";
        char* environment[] = {path.data(), words.data(), home.data(), nullptr};
        pid_t pid = 0;
        errno = posix_spawn(&pid, file.c_str(), &files_, &how_, argv.data(), environment);
        return errno == 0 ? pid : 0;
    }

  private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t how_{};
};

/// With all that it may have started.
void kill_all(pid_t pid) {
    kill(-pid, SIGKILL);
    waitpid(pid, nullptr, 0);
}

std::string how_it_ended(int status) {
    if (WIFSIGNALED(status)) return fmt::format("was ended by signal {}", WTERMSIG(status));
    const int code = WEXITSTATUS(status);
    return code == 0 ? "" : fmt::format("has ended with code {}", code);
}

bool is_program(const std::filesystem::path& file) {
    std::error_code error;
    return std::filesystem::is_regular_file(file, error) && access(file.c_str(), X_OK) == 0;
}

}  // namespace

std::string program_file(const std::string& name) {
    if (name.find('/') != std::string::npos) return is_program(name) ? name : "";
    const char* path = std::getenv("PATH");
    std::istringstream folders{path ? path : default_path};
    for (std::string folder; std::getline(folders, folder, ':');)
        if (const auto file = std::filesystem::path{folder} / name; is_program(file)) return file.string();
    return {};
}

std::vector<std::string> SpeechProgram::arguments_for(const calls::SaidText& said) const {
    constexpr std::string_view mark = "{language}";
    auto out = command_.arguments;
    for (auto& one : out)
        for (auto at = one.find(mark); at != std::string::npos;
             at = one.find(mark, at + said.language.size()))
            one.replace(at, mark.size(), said.language);
    return out;
}

std::string SpeechProgram::key_of(const calls::SaidText& said) const {
    return fmt::format("said by {}: {}: {}", sounds::key_of({program_file(name())}),
                       fmt::join(arguments_for(said), " "), said.text);
}

/// Empty: it has done what it should.
std::string SpeechProgram::wait_for(int pid, int output) const {
    const auto until = std::chrono::steady_clock::now() + command_.within;
    for (;;) {
        int status = 0;
        const auto ended = waitpid(pid, &status, WNOHANG);
        if (ended == pid) {
            kill(-pid, SIGKILL);  // what it has left behind
            return how_it_ended(status);
        }
        if (ended < 0) return "can't be waited for";  // somebody else has: the number may be another's by now
        struct stat about {};
        fstat(output, &about);
        std::string why;
        if (stopped_) why = "was stopped";
        if (about.st_size > most_bytes) why = fmt::format("has written more than {} MB", most_bytes >> 20);
        if (std::chrono::steady_clock::now() > until)
            why = fmt::format("has taken longer than {} s",
                              std::chrono::duration_cast<std::chrono::seconds>(command_.within).count());
        if (!why.empty()) return kill_all(pid), why;
        std::this_thread::sleep_for(between_looks);
    }
}

WholeSound SpeechProgram::say(const calls::SaidText& said, std::string& problem) {
    const Nameless input{said.text + "\n"}, output;
    const auto file = program_file(name());
    if (file.empty()) return problem = "is not there", WholeSound{};
    if (input.fd() < 0 || output.fd() < 0) return problem = std::strerror(errno), WholeSound{};
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0,
          0);  // of this thread: it inherits no rights of ours
    const pid_t pid = Spawning{input.fd(), output.fd()}.run(file, arguments_for(said));
    if (pid == 0) return problem = std::strerror(errno), WholeSound{};
    problem = wait_for(pid, output.fd());
    if (!problem.empty()) return {};
    auto sound = said_sound(output.path(), problem);
    if (!problem.empty()) problem = "what it has written " + problem;
    sound.key = key_of(said);
    return sound;
}

void SpeechProgram::failed(const std::string& problem) {
    ++failures_;
    if (std::exchange(complained_, true)) return;
    log::warn("speech program {}: {}; English is heard instead until the next start or reload", name(),
              problem);
}

bool SpeechProgram::hopeless() const { return failures_ >= most_failures; }

}  // namespace layby::sounds
