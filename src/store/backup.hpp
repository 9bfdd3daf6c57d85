// A backup of what is kept: one file, made while a server goes on writing, and the way back. Any thread but
// the signalling one; needs no server.
#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "sip/kept_registrations.hpp"

namespace layby::store {

/// What belongs to it besides the store's own file: contents by name.
using Beside = std::map<std::string, std::string>;

/// Makes `to`, which must be an empty file: all that is in `from` at one instant, and `beside`. Whoever
/// writes `from` meanwhile doesn't wait. Throws std::runtime_error with a sentence for the admin.
void back_up(const std::filesystem::path& from, const Beside& beside, const std::filesystem::path& to,
             sip::WallTime now);

struct Backup {
    sip::WallTime made{};
    bool without_calls{};  ///< it was too old: they have ended meanwhile
    Beside beside;
};

/// Calls of a backup that is older than this are over: what they were would only ring at phones.
constexpr auto calls_outlive = std::chrono::minutes{5};

/// Makes `file`, which is a copy of a backup, one that a server can open in place of `before`. The server's
/// next start is one that never was, so that no id repeats. Throws std::runtime_error with a sentence for the
/// admin.
Backup unpack(const std::filesystem::path& file, const std::filesystem::path& before, sip::WallTime now);

}  // namespace layby::store
