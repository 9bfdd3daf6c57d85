// [codes], and what else the office does without a transfer.
#include "settings/read/section.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

using namespace std::chrono_literals;

constexpr auto code_form = R"(* or # and more such as "*68", or "" for off)";

/// A code begins with a key that no ordinary number begins with.
bool is_code(std::string_view text) {
    if (text.empty()) return true;
    return text.size() >= 2 && (text.front() == '*' || text.front() == '#') && is_number(text);
}

}  // namespace

void read_codes(Draft& draft, const Value& root) {
    Section section{draft, table_of(draft, root, "codes"), "codes"};
    section.call_it("codes: ");
    calls::Codes& codes = draft.settings.office.codes;
    section.read("park", codes.park, is_code, code_form);
    section.read("retrieve", codes.retrieve, is_code, code_form);
    section.read("longest", codes.longest, is_code, code_form);
    section.read("in_call_park", codes.in_call_park, is_code, code_form);
    section.read("pickup", codes.pickup, is_code, code_form);
    section.read("do_not_disturb", codes.do_not_disturb, is_code, code_form);
    section.read("do_not_disturb_on", codes.do_not_disturb_on, is_code, code_form);
    section.read("do_not_disturb_off", codes.do_not_disturb_off, is_code, code_form);
    section.read("forward_always", codes.forward_always, is_code, code_form);
    section.read("forward_busy", codes.forward_busy, is_code, code_form);
    section.read("forward_no_answer", codes.forward_no_answer, is_code, code_form);
    section.read("forward_unregistered", codes.forward_unregistered, is_code, code_form);
    section.read("forward_off", codes.forward_off, is_code, code_form);
    section.unknown_keys();
}

}  // namespace layby::settings
