// Files that are replaced whole or not at all, for our own user alone or with the rights of another. Before
// the loop starts, and on the housekeeper's thread.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace layby::settings {

/// Replaces the file, mode 0600, whole or not at all: it is durable then. Throws std::runtime_error with a
/// sentence for the admin.
void write_private(const std::filesystem::path& file, std::string_view text);

/// Whose a file is, and who may do what with it.
struct FileRights {
    uid_t owner{};
    gid_t group{};
    mode_t mode{};
    bool operator==(const FileRights&) const = default;
};
/// None: there is no such file.
std::optional<FileRights> rights_of_file(const std::filesystem::path& file);
/// As write_private, with these rights; throws also when we may not give them. `still` is asked at the last
/// moment; false: it has said no, and nothing was done.
bool write_as(const FileRights& rights, const std::filesystem::path& file, std::string_view text,
              const std::function<bool()>& still = {});

/// All of it; none: there is no such file. Throws std::runtime_error with a sentence for the admin when it
/// can't be read, which says nothing of what is in it.
std::optional<std::string> read_private(const std::filesystem::path& file);

}  // namespace layby::settings
