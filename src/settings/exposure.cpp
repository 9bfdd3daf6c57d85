#include "settings/exposure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace layby::settings {
namespace {

bool has_secrets(const Settings& settings) {
    return std::ranges::any_of(settings.secrets, [](const auto& one) { return !one.password.empty(); }) ||
           std::ranges::any_of(settings.webhooks, [](const auto& one) { return one.secret_is_here; }) ||
           std::ranges::any_of(settings.lines, [](const auto& one) { return !one.password.empty(); }) ||
           std::ranges::any_of(settings.office.lots, [](const auto& one) { return !one.pin.empty(); });
}

bool open_to_all(const std::filesystem::path& file) {
    std::error_code error;
    const auto rights = std::filesystem::status(file, error).permissions();
    return !error && (rights & std::filesystem::perms::others_read) != std::filesystem::perms::none;
}

}  // namespace

std::optional<std::string> exposure(const Settings& settings, const std::filesystem::path& file) {
    if (!has_secrets(settings) || !open_to_all(file)) return {};
    return fmt::format("{0} contains passwords, and every account of this machine can read it: chmod o= {0}",
                       file.string());
}

std::vector<std::string> exposures(const Settings& settings, const std::filesystem::path& file) {
    std::vector<std::string> out;
    if (auto exposed = exposure(settings, file)) out.push_back(std::move(*exposed));
    for (const auto& tenant : settings.tenants)
        if (auto exposed = exposure(tenant.settings, tenant.file)) out.push_back(std::move(*exposed));
    return out;
}

}  // namespace layby::settings
