// [[rights]].
#include <fmt/format.h>

#include <algorithm>

#include "settings/read/section.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

constexpr auto account_form = "the name of an account, such as \"ann\"";

void read_lots_of(Draft& draft, Section& section, const std::string& where, const char* key,
                  std::vector<std::string>& out) {
    for (const Value& item : section.texts(key, R"(["main"])").value_or(std::vector<Value>{})) {
        draft.lines[place((where + '/' + key).c_str(), out.size())] = item.line;
        out.push_back(item.text);
    }
}

void read_one_right(Draft& draft, const Value& table, std::size_t index) {
    const auto where = place("rights", index);
    Section section{draft, &table, where};
    Rights rights;
    section.call_it("rights: ");
    section.read("account", rights.account, is_name, account_form);
    section.missing("account", account_form);
    if (!rights.account.empty()) section.call_it(fmt::format("rights of {}: ", rights.account));
    read_lots_of(draft, section, where, "lots", rights.lots);
    read_lots_of(draft, section, where, "view", rights.view);
    section.unknown_keys();
    const auto& others = draft.settings.rights;
    const bool twice = std::ranges::find(others, rights.account, &Rights::account) != others.end();
    if (twice && !rights.account.empty())
        section.complain_at(section.find("account")->line, "they are there twice");
    draft.settings.rights.push_back(std::move(rights));
}

}  // namespace

void read_rights(Draft& draft, const Value& root) {
    const auto tables = tables_of(draft, root, "rights");
    for (std::size_t i = 0; i < tables.size(); ++i) read_one_right(draft, *tables[i], i);
}

}  // namespace layby::settings
