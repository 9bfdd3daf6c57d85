#include "layby/secret.hpp"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>

namespace layby::app {
namespace {

/// While it lives, the terminal doesn't show what is typed.
class Unseen {
  public:
    Unseen() {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios hidden = before_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
    }
    ~Unseen() {
        if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;

  private:
    termios before_{};
    bool changed_{};
};

std::string one_line() {
    std::string line;
    std::getline(std::cin, line);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
}

}  // namespace

bool on_terminal() { return isatty(STDIN_FILENO) != 0; }

bool confirmed(const std::string& question) {
    fmt::print(stderr, "{}", question);
    const auto answer = one_line();
    return answer == "y" || answer == "yes" || answer == "Y";
}

std::string read_secret(const std::string& question) {
    if (!on_terminal()) return one_line();
    fmt::print(stderr, "{}", question);
    const Unseen unseen;
    const std::string line = one_line();
    fmt::print(stderr, "\n");
    return line;
}

}  // namespace layby::app
