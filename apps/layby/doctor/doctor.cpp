#include "layby/doctor/doctor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "layby/checking.hpp"
#include "layby/doctor/machine.hpp"
#include "layby/doctor/network.hpp"
#include "layby/doctor/networks.hpp"
#include "layby/doctor/running.hpp"
#include "layby/find_server.hpp"
#include "settings/exposure.hpp"

namespace layby::app {
namespace {

namespace fs = std::filesystem;
using settings::Settings;

constexpr std::array<const char*, 4> words{"ok", "note", "warning", "problem"};
constexpr const char* usual_config = "/etc/layby/office.toml";

/// None: nobody answers as Layby does. `locked`: why nobody may ask.
std::optional<Client> running_server(const std::function<Client()>& find, std::string& locked) try {
    auto client = find();
    const auto status = nlohmann::json::parse(client.get("/api/v1/status").body, nullptr, false);
    const bool is_layby = status.is_object() && (status.contains("media_way") || status.contains("code"));
    return is_layby ? std::optional(std::move(client)) : std::nullopt;
} catch (const NoServer& error) {
    if (std::string_view(error.what()).find("this account") != std::string_view::npos) locked = error.what();
    return {};
} catch (const BadAddress&) {
    return {};  // what is wrong with the configuration is said below
}

/// It may end while it is looked at.
template <class Look>
void look(std::vector<Findings>& out, const Client& server, Look look_at) try {
    out.push_back(look_at(server));
} catch (const NoServer& error) {
    out.push_back({"Server", {{Verdict::warning, error.what(), ""}}});
}

fs::path state_of(const DoctorAsked& asked) try {
    return asked.state.empty() ? usual_state() : asked.state;
} catch (const NoServer&) {
    return {};
}

fs::path config_of(const DoctorAsked& asked) {
    std::error_code error;
    if (!asked.config.empty()) return asked.config;
    return fs::exists(usual_config, error) ? fs::path(usual_config) : fs::path{};
}

void look_at_file(Findings& out, const fs::path& file, std::optional<Settings>& settings) {
    auto read = settings::read_file(file);
    if (auto* problems = std::get_if<std::vector<settings::Problem>>(&read)) {
        for (const auto& problem : *problems) out.complain(problem.text(), "");
        return;
    }
    settings = std::get<Settings>(std::move(read));
    out.good(fmt::format("{}: {} users, {} lots, {} trunks", file.string(), settings->office.users.size(),
                         settings->office.lots.size(), settings->office.trunks.size()));
    auto warnings = all_warnings(*settings);
    for (auto& one : settings::exposures(*settings, file)) warnings.push_back(std::move(one));
    for (auto& one : warnings) out.warn(std::move(one), "");
}

Findings look_at_configuration(const fs::path& file, std::optional<Settings>& settings) {
    Findings out{"Configuration"};
    if (file.empty())
        out.note("none was named, so ports, addresses and sounds aren't looked at",
                 "layby doctor office.toml");
    else
        look_at_file(out, file, settings);
    return out;
}

std::vector<Findings> examined(const DoctorAsked& asked, const std::function<Client()>& find) {
    std::string locked;
    const auto server = running_server(find, locked);
    std::optional<Settings> settings;
    std::vector<Findings> out{look_at_configuration(config_of(asked), settings),
                              look_at_disk(state_of(asked)), look_at_clock()};
    if (!locked.empty()) out.push_back({"Server", {{Verdict::note, locked, ""}}});
    if (settings) {
        if (!server) out.push_back(look_at_limits(*settings));
        if (locked.empty()) out.push_back(look_at_ports(*settings, server.has_value()));
        out.push_back(look_at_addresses(*settings, asked.stun));
        out.push_back(look_at_networks(*settings));
        out.push_back(look_at_names(*settings));
    }
    if (server) {
        look(out, *server, look_at_server);
        look(out, *server, look_at_phones);
    }
    if (settings) out.push_back(list_for_a_firewall(*settings));
    std::erase_if(out, [](const Findings& one) { return one.all.empty(); });
    return out;
}

std::size_t count(const std::vector<Findings>& all, Verdict verdict) {
    std::size_t found = 0;
    for (const auto& one : all)
        found += static_cast<std::size_t>(std::ranges::count(one.all, verdict, &Finding::verdict));
    return found;
}

void print_text(const std::vector<Findings>& all) {
    for (const auto& one : all) {
        fmt::print("{}\n", one.about);
        for (const auto& finding : one.all) {
            fmt::print("  {:<8} {}\n", words.at(static_cast<std::size_t>(finding.verdict)), finding.what);
            if (!finding.advice.empty()) fmt::print("           → {}\n", finding.advice);
        }
        fmt::print("\n");
    }
    const auto problems = count(all, Verdict::problem), warnings = count(all, Verdict::warning);
    if (problems + warnings == 0) return fmt::print("Nothing is wrong.\n");
    fmt::print("{} problem{}, {} warning{}.\n", problems, problems == 1 ? "" : "s", warnings,
               warnings == 1 ? "" : "s");
}

void print_json(const std::vector<Findings>& all) {
    auto out = nlohmann::ordered_json::array();
    for (const auto& one : all)
        for (const auto& finding : one.all)
            out.push_back({{"about", one.about},
                           {"verdict", words.at(static_cast<std::size_t>(finding.verdict))},
                           {"what", finding.what},
                           {"advice", finding.advice}});
    fmt::print("{}\n", out.dump(2));
}

}  // namespace

ExitCode doctor(const DoctorAsked& asked, const std::function<Client()>& find) {
    const auto all = examined(asked, find);
    asked.json ? print_json(all) : print_text(all);
    return count(all, Verdict::problem) == 0 ? done : failed;
}

}  // namespace layby::app
