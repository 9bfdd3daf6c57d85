#include "layby/checking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "layby/serve.hpp"
#include "layby/table.hpp"
#include "layby/wiring.hpp"
#include "runtime/log.hpp"
#include "settings/exposure.hpp"
#include "settings/password_file.hpp"
#include "settings/state_dir.hpp"
#include "sounds/examine.hpp"
#include "store/dump.hpp"
#include "words/spelling.hpp"

namespace layby::app {

void say_on_stderr(const std::string& line) { fmt::print(stderr, "layby: {}\n", line); }

std::vector<std::string> sentences(const std::vector<settings::Problem>& problems) {
    std::vector<std::string> out;
    for (const auto& problem : problems) out.push_back(problem.text());
    return out;
}

std::optional<FoundSettings> read_or_say(const std::filesystem::path& config) {
    const auto say = [](const settings::Problem& problem) { say_on_stderr(problem.text()); };
    auto text = settings::text_of_file(config);
    if (const auto* problem = std::get_if<settings::Problem>(&text)) return say(*problem), std::nullopt;
    auto& whole = std::get<std::string>(text);
    auto read = settings::read_text(whole, config.string());
    if (auto* good = std::get_if<settings::Settings>(&read))
        return FoundSettings{std::move(whole), std::move(*good)};
    for (const auto& problem : std::get<std::vector<settings::Problem>>(read)) say(problem);
    return {};
}

std::vector<std::string> all_warnings(const settings::Settings& settings) {
    auto out = settings::warnings(settings);
    for (auto& one : settings::machine_warnings(settings)) out.push_back(std::move(one));
    for (const auto& tenant : settings.tenants)
        for (const auto& one : settings::warnings(tenant.settings))
            if (std::ranges::find(out, one) == out.end()) out.push_back("tenant " + tenant.name + ": " + one);
    for (auto& one : sounds::examine(sound_sources(settings))) out.push_back(std::move(one));
    return out;
}

namespace {

std::string summary_of(const settings::Settings& settings) {
    return fmt::format("{}, {}, {}", log::counted(settings.office.users.size(), "user"),
                       log::counted(settings.office.trunks.size(), "trunk"),
                       log::counted(settings.office.lots.size(), "lot"));
}

/// The settings of that tenant, or of who has no name; none: there is no such one, which has been said.
const settings::Settings* of_tenant(const settings::Settings& settings, const std::string& tenant) {
    if (tenant.empty()) return &settings;
    if (const auto* found = settings::tenant_named(settings.tenants, tenant)) return &found->settings;
    std::vector<std::string> names;
    for (const auto& one : settings.tenants) names.push_back(one.name);
    say_on_stderr(fmt::format("there is no tenant {}{}", tenant, did_you_mean(tenant, names)));
    return nullptr;
}

}  // namespace

ExitCode check(const std::filesystem::path& config) {
    const auto found = read_or_say(config);
    if (!found) return bad_input;
    const auto& settings = found->settings;
    for (const auto& exposed : settings::exposures(settings, config)) fmt::print("warning: {}\n", exposed);
    for (const auto& warning : all_warnings(settings)) fmt::print("warning: {}\n", warning);
    fmt::print("{}: good; {}\n", config.string(), summary_of(settings));
    for (const auto& tenant : settings.tenants)
        fmt::print("tenant {} ({}): {}\n", tenant.name, tenant.settings.sip.domain,
                   summary_of(tenant.settings));
    return done;
}

ExitCode show_accounts(const std::filesystem::path& config, const std::optional<std::filesystem::path>& state,
                       const std::string& tenant) try {
    const auto found = read_or_say(config);
    const auto* whose = found ? of_tenant(found->settings, tenant) : nullptr;
    if (!whose) return bad_input;
    const auto& settings = *whose;
    settings::Passwords kept;
    if (state && !std::filesystem::is_directory(*state)) {
        say_on_stderr(fmt::format("--state: there is no directory {}", state->string()));
        return failed;
    }
    if (state) kept = settings::read_passwords(settings::folder_of(tenant, *state) / "passwords.toml");
    std::vector<Row> rows{{"USER", "PASSWORD"}};
    for (const auto& secret : settings.secrets) {
        const auto one = kept.find(secret.user);
        const auto made = one == kept.end() ? "(made at the first start)" : one->second;
        rows.push_back({secret.user, secret.password.empty() ? made : secret.password});
    }
    fmt::print("{}", table(rows));
    return done;
} catch (const std::exception& error) {
    say_on_stderr(error.what());
    return failed;
}

ExitCode dump(const std::filesystem::path& state) try {
    store::dump_records(state / "layby.db", [](const std::string& line) { fmt::print("{}\n", line); });
    return done;
} catch (const std::exception& error) {
    say_on_stderr((state / "layby.db").string() + ": " + error.what());
    return failed;
}

}  // namespace layby::app
