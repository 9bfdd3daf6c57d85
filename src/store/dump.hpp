// What is kept, for people: `layby dump`. Only reads, also while a server has the file. Any thread.
#pragma once
#include <filesystem>
#include <functional>
#include <string>

namespace layby::store {

/// Each record as a line of JSON: its kind, its key, and its fields. Throws std::runtime_error when the file
/// can't be read.
void dump_records(const std::filesystem::path& file, const std::function<void(const std::string&)>& print);

}  // namespace layby::store
