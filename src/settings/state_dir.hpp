// The state directory: what Layby keeps between starts. Made with mode 0700; files with 0600. Before the loop
// starts.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "settings/settings.hpp"

namespace layby::settings {

struct NewPassword {
    std::string user;
    std::string password;
};

class StateDir {
  public:
    /// Makes the directory when missing; takes a lock so that two servers can't share it. Throws
    /// std::runtime_error with a sentence for the admin (no rights, in use by pid N, not a directory, damaged
    /// file).
    explicit StateDir(std::filesystem::path path);
    ~StateDir();

    /// Gives each user without a password the one that is kept here, or a new one, which is kept. Returns the
    /// new ones.
    std::vector<NewPassword> fill_passwords(Settings& settings);

    /// Those that were made and not shown yet: a start may fail after it has made them.
    std::vector<NewPassword> unseen_passwords() const;
    void passwords_seen();

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
    int lock_{-1};
};

}  // namespace layby::settings
