// What the server makes for itself once and keeps in its state directory: a key, a certificate. Before the
// loop starts.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace layby::app {

struct KeptFile {
    std::filesystem::path file;
    std::string_view what;  ///< it is
    std::string_view loss;  ///< what comes of another one; for the log
    std::function<bool(const std::string&)> is_good;
    std::function<std::string()> make;
};

/// What was read and isn't good is replaced. What can't be read is left alone, as it may be good, and neither
/// that nor a full disk keeps the calls from going on: then it is of this start alone.
std::string kept_or_made(const KeptFile& kept);

}  // namespace layby::app
