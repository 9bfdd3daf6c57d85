// [[tenant]], and the file of each.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "settings/read/section.hpp"
#include "settings/read/values.hpp"
#include "words/spelling.hpp"

namespace layby::settings {
namespace {

constexpr auto tenant_form = "letters, digits and - _, such as \"acme\"";
constexpr auto domain_form = "the domain of its phones, such as \"acme.example\"";
constexpr auto file_form = "the file with its office, such as \"tenants/acme.toml\"";

/// It stands in paths of the API, and names a folder.
bool is_tenant(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

/// These are the server's, for all tenants.
constexpr std::array of_the_server{"sip", "console", "store",   "history", "trace",
                                   "log", "network", "webhook", "cluster", "tenant"};

/// The same of [sounds]: an office says which of the music it wants, and in which language.
constexpr std::array sounds_of_the_server{"own_dir", "loudness",    "start",
                                          "music",   "say_command", "say_within"};

/// And of [media]: an office says whether its sound is encrypted.
constexpr std::array media_of_the_server{"ports", "lost_after", "realtime", "way"};

template <class Keys>
void refuse(Draft& draft, Value& table, const Keys& keys, const std::string& server_file) {
    std::erase_if(table.entries, [&](const Entry& entry) {
        const bool foreign = std::ranges::find(keys, entry.key) != keys.end();
        if (foreign)
            draft.problem(entry.line,
                          fmt::format("{} belongs to the server: write it into {}", entry.key, server_file));
        return foreign;
    });
}

void refuse_what_is_the_servers(Draft& draft, Value& root, const std::string& server_file) {
    refuse(draft, root, of_the_server, server_file);
    for (auto& entry : root.entries) {
        if (entry.key == "sounds") refuse(draft, entry.value, sounds_of_the_server, server_file);
        if (entry.key == "media") refuse(draft, entry.value, media_of_the_server, server_file);
    }
}

/// None of it when something is wrong.
Settings read_its_file(Draft& draft, const Tenant& tenant, const Settings& begun, int line) {
    Draft own;
    own.file = tenant.file;
    own.settings = begun;
    own.settings.sip.domain = tenant.settings.sip.domain;
    auto text = text_of_file(tenant.file);
    if (const auto* problem = std::get_if<Problem>(&text)) {
        draft.problem(line, fmt::format("tenant {}: {}", tenant.name, problem->text()));
        return std::move(own.settings);
    }
    auto parsed = parse(std::get<std::string>(text), tenant.file);
    if (auto* problem = std::get_if<Problem>(&parsed)) {
        draft.problems.push_back(std::move(*problem));
        return std::move(own.settings);
    }
    auto& root = std::get<Value>(parsed);
    refuse_what_is_the_servers(own, root, draft.file);
    read_all(own, root);
    check_office(own);
    std::ranges::move(own.problems, std::back_inserter(draft.problems));
    return std::move(own.settings);
}

void read_tenant(Draft& draft, const Value& table, std::size_t index, const Settings& begun) {
    Section section{draft, &table, place("tenant", index)};
    Tenant tenant;
    section.call_it("tenant: ");
    section.read("name", tenant.name, is_tenant, tenant_form);
    section.missing("name", tenant_form);
    if (!tenant.name.empty()) section.call_it(fmt::format("tenant {}: ", tenant.name));
    section.read("domain", tenant.settings.sip.domain, is_host, domain_form);
    section.missing("domain", domain_form);
    section.read("file", tenant.file, is_path, file_form);
    section.missing("file", file_form);
    read_certificate(draft, section, place("tenant", index), tenant.certificate, tenant.key);
    section.unknown_keys();
    if (tenant.file.empty() || tenant.name.empty()) return;
    tenant.file = from_here(draft, tenant.file);
    tenant.settings = read_its_file(draft, tenant, begun, draft.line(place("tenant", index) + "/file"));
    draft.lines[place("tenants", draft.settings.tenants.size())] = draft.line(place("tenant", index));
    draft.settings.tenants.push_back(std::move(tenant));
}

}  // namespace

void read_tenants(Draft& draft, const Value& root) {
    const auto tables = tables_of(draft, root, "tenant");
    if (tables.empty()) return;
    const auto begun = without_office(draft.settings);  // once: without the tenants that are read by then
    for (std::size_t i = 0; i < tables.size(); ++i) read_tenant(draft, *tables[i], i, begun);
}

}  // namespace layby::settings
