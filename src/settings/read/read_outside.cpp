// [outside], and what users and trunks say in its stead: calls that leave by a trunk, against toll fraud.
#include "settings/read/pattern.hpp"
#include "settings/read/section.hpp"

namespace layby::settings {
namespace {

constexpr std::size_t most_calls = 1'000'000;

void read_barred(Section& section, std::vector<std::string>& barred) {
    const auto listed = section.texts("barred", R"(["00.", "0900."])");
    if (!listed) return;
    barred.clear();
    for (const Value& item : *listed) {
        if (is_pattern(item.text))
            barred.push_back(item.text);
        else
            section.complain_about_item("barred", item, pattern_form);
    }
}

}  // namespace

void read_outside(Section& section, calls::Outside& out) {
    section.read("may_call_out", out.allowed);
    read_barred(section, out.barred);
    section.read("max_outside_calls", out.max_calls, 0, most_calls);
    section.read("max_outside_calls_per_hour", out.max_per_hour, 0, most_calls);
}

void read_outside(Draft& draft, const Value& root) {
    Section section{draft, table_of(draft, root, "outside"), "outside"};
    section.call_it("outside: ");
    read_barred(section, draft.outside.barred);
    section.read("max_calls", draft.outside.max_calls, 0, most_calls);
    section.read("max_calls_per_hour", draft.outside.max_per_hour, 0, most_calls);
    section.unknown_keys();
}

}  // namespace layby::settings
