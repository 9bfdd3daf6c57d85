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

/// Held by whoever works in a state directory, a server or a restore: by one at a time. The kernel drops it
/// with the process.
class StateLock {
  public:
    /// Makes the directory when missing. Throws std::runtime_error with a sentence for the admin (no rights,
    /// in use by pid N, not a directory).
    explicit StateLock(const std::filesystem::path& dir);
    ~StateLock();
    StateLock(const StateLock&) = delete;
    StateLock& operator=(const StateLock&) = delete;

  private:
    int lock_{-1};
};

/// What a restore is putting in its place: while it is there the state is half the old one, and no server
/// starts.
std::filesystem::path unfinished_restore(const std::filesystem::path& dir);

/// Of a state directory: where each tenant has a folder.
inline constexpr auto tenants_folder = "tenants";
/// A tenant's folder; the directory itself for who has no name.
std::filesystem::path folder_of(const std::string& tenant, const std::filesystem::path& state);

class StateDir {
  public:
    /// Takes its lock. Throws as StateLock, and for a damaged file.
    explicit StateDir(std::filesystem::path path);

    /// Gives each user without a password the one that is kept here, or a new one, which is kept. Returns the
    /// new ones, but not those of tenants.
    std::vector<NewPassword> fill_passwords(Settings& settings);

    /// Those that were made and not shown yet: a start may fail after it has made them.
    std::vector<NewPassword> unseen_passwords() const;
    void passwords_seen();

    const std::filesystem::path& path() const { return path_; }
    /// The folder of a tenant; it is made when missing.
    std::filesystem::path of_tenant(const std::string& tenant) const;

  private:
    std::filesystem::path path_;
    StateLock lock_;
};

}  // namespace layby::settings
