#include "settings/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <tuple>

#include "settings/read/document.hpp"
#include "settings/read/draft.hpp"
#include "settings/read/section.hpp"

namespace layby::settings {
namespace {

Read finished(Draft draft) {
    if (draft.problems.empty()) return std::move(draft.settings);
    std::ranges::stable_sort(draft.problems, [&](const Problem& a, const Problem& b) {
        return std::tuple(a.file != draft.file, a.file, a.line) <
               std::tuple(b.file != draft.file, b.file, b.line);
    });
    return std::move(draft.problems);
}

Problem not_readable(const std::filesystem::path& file, std::string why) {
    return {file.string(), 0, std::move(why)};
}

}  // namespace

std::string Problem::text() const {
    return line > 0 ? fmt::format("{}:{}: {}", file, line, what) : fmt::format("{}: {}", file, what);
}

Settings without_office(const Settings& server) {
    Settings out = server;
    out.office = {};
    out.office.emergency = server.office.emergency;
    out.office.music = server.office.music;
    out.office.language = server.office.language;
    out.office.encryption = server.office.encryption;
    out.office.spoken_refusals = server.office.spoken_refusals;
    out.sip.domain.clear();
    out.secrets.clear();
    out.lines.clear();
    out.webhooks.clear();
    out.rights.clear();
    out.phones.clear();
    out.cluster = {};
    out.tenants.clear();
    return out;
}

const Tenant* tenant_named(const std::vector<Tenant>& all, const std::string& name) {
    const auto found = std::ranges::find(all, name, &Tenant::name);
    return found == all.end() ? nullptr : &*found;
}

bool listens_for_tls(const Sip& sip) {
    return std::ranges::any_of(sip.listen, [](const Listen& one) {
        return one.transport == Transport::tls || one.transport == Transport::wss;
    });
}

bool speaks_tls(const TrunkLine& line) {
    return line.transport == Transport::tls || !line.peer_certificate.empty();
}

std::string place(const char* kind, std::size_t index) { return fmt::format("{}/{}", kind, index); }

int Draft::line(std::string place) const {
    while (!lines.contains(place)) {
        const auto slash = place.rfind('/');
        if (slash == std::string::npos) return 0;
        place.resize(slash);
    }
    return lines.at(place);
}

bool Draft::sure(const std::string& place) const {
    const auto slash = place.rfind('/');
    const auto section = place.substr(0, slash), key = place.substr(slash + 1);
    if (unread.contains(place) || unread.contains(section.substr(0, section.find('/')))) return false;
    if (lines.contains(place)) return true;
    return std::none_of(unknown.begin(), unknown.end(), [&](const UnknownKey& word) {
        const bool may_be_the_section = word.place == "top" && !lines.contains(section);
        const bool may_be_the_key = word.place == section && (word.meant.empty() || word.meant == key);
        return may_be_the_section || may_be_the_key || word.key == key;
    });
}

bool Draft::sure_of_all(const char* kind, const char* key) const {
    const bool all_found =
        !unread.contains(kind) && std::none_of(unknown.begin(), unknown.end(),
                                               [](const UnknownKey& word) { return word.place == "top"; });
    if (!all_found) return false;
    for (std::size_t i = 0; lines.contains(settings::place(kind, i)); ++i)
        if (!sure(settings::place(kind, i) + '/' + key)) return false;
    return true;
}

void read_all(Draft& draft, const Value& root) {
    read_general(draft, root);
    read_codes(draft, root);
    read_outside(draft, root);
    read_peer_networks(draft, root);
    read_hours(draft, root);
    read_users(draft, root);
    read_phones(draft, root);
    read_groups(draft, root);
    read_trunks(draft, root);
    read_lots(draft, root);
    read_routes(draft, root);
    read_webhooks(draft, root);
    read_rights(draft, root);
    read_cluster(draft, root);
    if (draft.settings.sip.max_calls == 0) draft.settings.sip.max_calls = draft.settings.media.parties();
}

void check_office(Draft& draft) {
    check_words(draft);
    check_names(draft);
    check_hours(draft);
    give_way(draft);
    check_numbers(draft);
    check_ends(draft);
    check_trunks(draft);
}

Read read_text(const std::string& toml, const std::string& file_name) {
    auto parsed = parse(toml, file_name);
    if (auto* problem = std::get_if<Problem>(&parsed)) return std::vector<Problem>{std::move(*problem)};
    const Value& root = std::get<Value>(parsed);
    Draft draft;
    draft.file = file_name;
    read_all(draft, root);
    read_tenants(draft, root);
    check_office(draft);
    check_network(draft);
    check_tenants(draft);
    check_cluster(draft);
    add_peers(draft.settings);
    return finished(std::move(draft));
}

std::variant<std::string, Problem> text_of_file(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return not_readable(file, "there is no such file");
    if (!std::filesystem::is_regular_file(file, error)) return not_readable(file, "is not a file");
    if (std::filesystem::file_size(file, error) > max_file_bytes || error)
        return not_readable(
            file, fmt::format("is larger than {} MB; expected a settings file", max_file_bytes >> 20));
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream.is_open() || stream.bad())
        return not_readable(file, "can't be read; check its access rights");
    return text.str();
}

Read read_file(const std::filesystem::path& file) {
    auto text = text_of_file(file);
    if (auto* problem = std::get_if<Problem>(&text)) return std::vector<Problem>{std::move(*problem)};
    return read_text(std::get<std::string>(text), file.string());
}

}  // namespace layby::settings
