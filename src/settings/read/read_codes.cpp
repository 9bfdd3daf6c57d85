// [codes], and what else the office does without a transfer.
#include "settings/read/code_keys.hpp"
#include "settings/read/section.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

using namespace std::chrono_literals;

constexpr auto code_form = R"(* or # and more such as "*68", or "" for off)";

bool is_code_or_off(std::string_view text) { return text.empty() || is_code(text); }

}  // namespace

void read_codes(Draft& draft, const Value& root) {
    Section section{draft, table_of(draft, root, "codes"), "codes"};
    section.call_it("codes: ");
    calls::Codes& codes = draft.settings.office.codes;
    for (const auto& [key, code] : call_codes) section.read(key, codes.*code, is_code_or_off, code_form);
    for (const auto& [key, code] : presence_codes) section.read(key, codes.*code, is_code_or_off, code_form);
    section.read("in_call_park", codes.in_call_park, is_code_or_off, code_form);
    section.unknown_keys();
}

}  // namespace layby::settings
