#include "layby/line_file.hpp"

#include <fmt/format.h>

#include <fstream>

namespace layby::app {

bool is_there(const std::filesystem::path& file) {
    std::error_code none;
    return std::filesystem::exists(std::filesystem::symlink_status(file, none));
}

std::vector<std::string> lines_in(const std::filesystem::path& file) {
    std::vector<std::string> out;
    if (!is_there(file)) return out;
    std::ifstream stream(file);
    if (!stream) throw std::runtime_error(fmt::format("{} can't be read", file.string()));
    for (std::string line; std::getline(stream, line);)
        if (!line.empty() && line.front() != '#') out.push_back(line);
    return out;
}

std::runtime_error damaged(const std::filesystem::path& file, const std::string& entry) {
    return std::runtime_error(
        fmt::format("{} is damaged: it has a line that is no {}", file.string(), entry));
}

}  // namespace layby::app
