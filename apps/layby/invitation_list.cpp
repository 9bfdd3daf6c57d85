#include "layby/invitation_list.hpp"

#include <fmt/format.h>

#include <sstream>

#include "layby/line_file.hpp"
#include "provision/mac.hpp"
#include "settings/private_file.hpp"

namespace layby::app {
namespace {

using InvitedAt = console::Invitation::Time;

constexpr auto no_source = "-";
constexpr std::size_t digits_of_hash = 64;

InvitedAt wall_time_of(std::int64_t seconds) { return InvitedAt{std::chrono::seconds(seconds)}; }

std::int64_t unix_seconds(InvitedAt when) {
    return std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()).count();
}

std::optional<console::Invitation> invitation_in(const std::string& line) {
    std::istringstream words(line);
    console::Invitation out;
    std::int64_t until{}, fetched{};
    words >> out.mac >> out.hash >> until >> out.source >> fetched;
    if (!words || provision::mac_in(out.mac) != out.mac || out.hash.size() != digits_of_hash) return {};
    if (out.source == no_source) out.source.clear();
    out.until = wall_time_of(until);
    if (fetched > 0) out.fetched = wall_time_of(fetched);
    return out;
}

}  // namespace

std::vector<console::Invitation> read_invitations(const std::filesystem::path& file) {
    return entries_in<console::Invitation>(file, "invitation", invitation_in);
}

void write_invitations(const std::filesystem::path& file,
                       const std::vector<console::Invitation>& invitations) {
    std::string text =
        "# Invitations of desk phones: MAC address, SHA-256 of the secret, until when, who has begun to "
        "fetch "
        "(- for nobody), when it had everything (0: not yet). \"layby provision\" changes this file.\n";
    for (const auto& one : invitations)
        text += fmt::format("{} {} {} {} {}\n", one.mac, one.hash, unix_seconds(one.until),
                            one.source.empty() ? no_source : one.source,
                            one.fetched ? unix_seconds(*one.fetched) : 0);
    settings::write_private(file, text);
}

}  // namespace layby::app
