// What a user wants done with its calls has codes by default. They give way to what a file says: an upgrade
// must not find its numbers taken.
#include <algorithm>

#include "calls/number_pattern.hpp"
#include "settings/read/code_keys.hpp"
#include "settings/read/draft.hpp"

namespace layby::settings {
namespace {

bool in_file(const Draft& draft, const Code& code) {
    return draft.lines.contains(std::string{"codes/"} + code.first);
}

/// All numbers that the file spells out.
std::vector<std::string> numbers_of(const Draft& draft) {
    const calls::Office& office = draft.settings.office;
    std::vector<std::string> numbers;
    for (const auto& user : office.users) numbers.push_back(user.name);
    for (const auto& group : office.groups) numbers.push_back(group.number);
    for (const auto& hours : office.hours) numbers.push_back(hours.code);
    for (const auto& lot : office.lots)
        numbers.insert(numbers.end(), {lot.park_number, lot.longest, lot.park_prefix});
    for (const auto& code : call_codes)
        if (in_file(draft, code)) numbers.push_back(office.codes.*code.second);
    for (const auto& code : presence_codes)
        if (in_file(draft, code)) numbers.push_back(office.codes.*code.second);
    std::erase(numbers, "");
    return numbers;
}

/// A route for every number is none for codes.
bool is_for_codes(const std::string& pattern) {
    return !pattern.starts_with('.') && !pattern.starts_with('!');
}

bool is_taken(const Draft& draft, const std::vector<std::string>& numbers, const std::string& code) {
    const auto& routes = draft.settings.office.routes_out;
    return std::ranges::any_of(
               numbers, [&](const auto& one) { return one.starts_with(code) || code.starts_with(one); }) ||
           std::ranges::any_of(routes, [&](const calls::RouteOut& route) {
               return is_for_codes(route.pattern) && calls::may_begin(route.pattern, code);
           });
}

}  // namespace

void give_way(Draft& draft) {
    const auto numbers = numbers_of(draft);
    for (const auto& code : presence_codes) {
        std::string& dialled = draft.settings.office.codes.*code.second;
        const auto forms = forms_of(code, dialled);
        const auto taken = [&](const std::string& form) { return is_taken(draft, numbers, form); };
        if (!in_file(draft, code) && std::ranges::any_of(forms, taken)) dialled.clear();
    }
}

}  // namespace layby::settings
