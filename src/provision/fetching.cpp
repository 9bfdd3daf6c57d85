#include "provision/fetching.hpp"

#include <algorithm>
#include <array>

#include "provision/template_files.hpp"
#include "runtime/check.hpp"

namespace layby::provision {
namespace {

/// "*" stands for the MAC address.
struct Fetch {
    const char* phone;
    const char* behind_folder;  ///< with the phone's own word for its MAC address
    const char* index;          ///< names the file with the settings; empty: the phone knows its name
    const char* file;
};

constexpr std::array<Fetch, 6> ways_to_fetch{{
    {"yealink", "/", "", "*.cfg"},
    {"poly", "/", "*.cfg", "*-layby.cfg"},
    {"snom", "/{mac}.xml", "", "*.xml"},
    {"grandstream", "", "", "cfg*.xml"},
    {"fanvil", "/$mac.xml", "", "*.xml"},
    {"cisco", "/$MA.xml", "", "*.xml"},
}};

const Fetch* way_of(const std::string& phone) {
    const auto found = std::ranges::find(ways_to_fetch, phone, &Fetch::phone);
    return found == ways_to_fetch.end() ? nullptr : &*found;
}

std::string named(std::string text, const std::string& star, std::string_view value) {
    for (auto at = text.find(star); at != std::string::npos; at = text.find(star, at + value.size()))
        text.replace(at, star.size(), value);
    return text;
}

File index_file(const std::vector<std::string>& names) {
    const auto found = std::ranges::find(template_files, "poly-index.cfg", &TemplateFile::name);
    if (!CHECK(found != template_files.end())) return {};
    return {names.front(), named(found->text, "{{file}}", names.back())};
}

}  // namespace

std::vector<std::string> fetching_phones() {
    std::vector<std::string> out;
    for (const auto& way : ways_to_fetch) out.emplace_back(way.phone);
    return out;
}

std::string address_for(const std::string& phone, const std::string& folder) {
    const auto* way = way_of(phone);
    return CHECK(way) ? folder + way->behind_folder : folder;
}

std::vector<std::string> names_of_files(const DeskPhone& phone) {
    const auto* way = way_of(phone.phone);
    std::vector<std::string> out;
    if (!CHECK(way)) return out;
    for (const std::string name : {way->index, way->file})
        if (!name.empty()) out.push_back(named(name, "*", phone.mac));
    return out;
}

Written written_for(const DeskPhone& phone, const Wanted& wanted) {
    auto written = written_for(phone.phone, wanted);
    auto* files = std::get_if<std::vector<File>>(&written);
    if (!files) return written;
    const auto names = names_of_files(phone);
    if (!CHECK(files->size() == 1 && !names.empty())) return std::vector<File>{};
    files->front().name = names.back();
    if (names.size() > 1) files->insert(files->begin(), index_file(names));
    return written;
}

}  // namespace layby::provision
