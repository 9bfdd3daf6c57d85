// Lists in files of the state directory that an admin can read: an entry a line, '#' begins a comment. Main
// thread at the start, then the housekeeper's.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace layby::app {

bool is_there(const std::filesystem::path& file);

/// Its entries; none when there is no file. Throws std::runtime_error with a sentence for the admin when it
/// can't be read.
std::vector<std::string> lines_in(const std::filesystem::path& file);

/// The sentence for the admin: a line of the file is no such entry.
std::runtime_error damaged(const std::filesystem::path& file, const std::string& entry);

/// As lines_in(), each read by `parse`, which gives none for what isn't `what`, e.g. "token".
template <class Entry>
std::vector<Entry> entries_in(const std::filesystem::path& file, const std::string& what,
                              std::optional<Entry> (*parse)(const std::string&)) {
    std::vector<Entry> out;
    for (const auto& line : lines_in(file)) {
        auto entry = parse(line);
        if (!entry) throw damaged(file, what);
        out.push_back(std::move(*entry));
    }
    return out;
}

}  // namespace layby::app
