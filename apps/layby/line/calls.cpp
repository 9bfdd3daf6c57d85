// Commands about calls: who waits where, what came of it, and orders.
#include <fmt/format.h>

#include "calls/office.hpp"
#include "layby/commands.hpp"
#include "layby/line/command_line.hpp"
#include "layby/secret.hpp"
#include "layby/watch.hpp"
#include "words/duration_text.hpp"

namespace layby::app {

void CommandLine::add_views() {
    using Show = ExitCode (*)(const Client&, bool);
    const std::tuple<const char*, const char*, Show> views[] = {
        {"calls", "show the calls in progress", show_calls},
        {"phones", "show the phones that are registered", show_registrations},
        {"lamps", "show the lamps on phones, and whether each phone knows how it is", show_lamps},
        {"trunks", "show the trunks: whether calls can go out, and why not", show_trunks},
        {"bans", "show the addresses that are not answered after too many wrong passwords", show_bans},
        {"status", "show the server's counters", show_status}};
    for (const auto& [word, about, show] : views) {
        auto* command =
            add_remote(word, about, [this, show = show](const Client& c) { return show(c, json); });
        add_json(command);
    }
}

void CommandLine::add_history() {
    auto* history = add_remote("history", "show the parked calls that have ended, newest first",
                               [this](const Client& c) { return show_history(c, past); });
    history->add_option("--limit", past.limit, "so many at most")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    history->add_flag("--calls", past.calls, "every call, also those that were never parked");
    history->add_option("--number", past.number, "only with this number in it");
    history->add_option("--user", past.user, "only with this user in it");
    history->add_option("--lot", past.lot, "only of this lot");
    history->add_option("--outcome", past.outcome, "only with this outcome, such as abandoned or refused");
    history->add_option("--from", past.from,
                        "since then: 2026-11-22, \"2026-11-22 08:30\" or 08:30, local time");
    history->add_option("--to", past.to, "until then");
    history->add_option("--before", past.before, "only entries older than the one with this number");
    auto* as_json = history->add_flag("--json", past.json, "as the API says it");
    history->add_flag("--csv", past.csv, "for a spreadsheet")->excludes(as_json);
    auto* show = add_remote(
        "show", "show one entry with all that has happened to its call",
        [this](const Client& c) { return show_story(c, past, entry); }, history);
    show->add_option("entry", entry, "its number")->required();
    show->add_flag("--calls", past.calls, "it is one of those that \"history --calls\" shows");
    show->add_flag("--json", past.json, "as the API says it");
    auto* erasing = add_remote(
        "erase", "erase a number from the history for good",
        [this](const Client& c) { return erase_if_meant(c); }, history);
    erasing->add_option("number", number, "exactly as it was shown")->required();
    erasing->add_flag("--yes", yes, "don't ask");
}

ExitCode CommandLine::erase_if_meant(const Client& client) {
    return meant("Erase " + number + " from the history for good?") ? erase_number(client, number) : failed;
}

void CommandLine::add_lots() {
    auto* command = add_remote("lots", "show the lots and who waits in them", [this](const Client& c) {
        return show_lots(c, json, {lot, by_age});
    });
    command->add_option("lot,--lot", lot, "only this one");
    command->add_flag("--by-age", by_age, "who has waited longest comes first");
    add_json(command);
    auto* live = add_remote("watch", "show who waits in the lots, live", [this](const Client& c) {
        return watch(c, {lot, json, count});
    });
    live->add_option("lot,--lot", lot, "only this one");
    live->add_flag("--json", json, "each event of the API as a line");
    live->add_option("--count", count, "end after so many lines, when not on a terminal");
}

void CommandLine::add_orders() {
    auto* taking = add_remote("retrieve", "ring a user's phone and give it the caller of a slot",
                              [this](const Client& c) { return retrieve(c, lot, slot, user); });
    add_slot(taking);
    taking->add_option("--user", user, "whose phone")->required();
    auto* sending = add_remote("transfer", "ring a number for the caller of a slot",
                               [this](const Client& c) { return transfer(c, lot, slot, to); });
    add_slot(sending);
    sending->add_option("--to", to, "of a user, of a group, or outside")->required();
    auto* calling = add_remote("call", "ring a user's phone, which calls a number when it is answered",
                               [this](const Client& c) { return call(c, user, to, answers); });
    calling->add_option("from", user, "whose phone")->required();
    calling->add_option("to", to, "what that user would dial: a user, a group, a slot, a number outside")
        ->required();
    calling->add_flag("--auto-answer", answers, "ask the phone to answer by itself");
    auto* ending = add_remote("release", "hang up the caller of a slot",
                              [this](const Client& c) { return release_if_meant(c); });
    add_slot(ending);
    ending->add_flag("--yes", yes, "don't ask");
    add_pin();
    add_edit();
    add_presence();
    add_hours();
}

ExitCode CommandLine::release_if_meant(const Client& client) {
    return meant("Hang up the caller of slot " + slot + "?") ? release(client, lot, slot) : failed;
}

void CommandLine::add_pin() {
    auto* command =
        add_remote("pin", "give the call in a slot a PIN of its own; it is read from standard input",
                   [this](const Client& c) { return set_pin(c); });
    add_slot(command);
    auto* given = command->add_option("--pin", pin, "the PIN itself, which a shell's history may keep");
    command->add_flag("--none", no_pin, "take the call's own PIN away")->excludes(given);
}

ExitCode CommandLine::set_pin(const Client& client) {
    if (no_pin) return app::set_pin(client, lot, slot, {});
    if (pin.empty()) pin = read_secret("PIN for slot " + slot + ": ");
    if (calls::is_pin(pin)) return app::set_pin(client, lot, slot, pin);
    fmt::print(stderr, "layby: a PIN has 1 to 16 digits\n");
    return bad_input;
}

void CommandLine::add_presence() {
    auto* command = add_remote("presence", "show who wants no calls, or has them forwarded",
                               [this](const Client& c) { return show_presences(c, json); });
    add_json(command);
    auto* setting = add_remote(
        "set", "refuse a user's calls, or forward them", [this](const Client& c) { return set_presence(c); },
        command);
    setting->add_option("user", user, "whose calls")->required();
    setting->add_option("--do-not-disturb", on_off, "on or off")->check(CLI::IsMember({"on", "off"}));
    setting->add_option("--always", always, "forward all calls to this number; empty: no more");
    setting->add_option("--busy", busy, "those that find it busy");
    setting->add_option("--no-answer", no_answer, "those that it doesn't take");
    setting->add_option("--after", after, "seconds that its phones ring before")->check(CLI::Range(5, 120));
    setting->add_option("--unregistered", unregistered, "those for which it has no phone");
    edited_presence = setting;
}

ExitCode CommandLine::set_presence(const Client& client) {
    const auto given = [&](const char* option, const std::string& value) {
        return edited_presence->count(option) > 0 ? std::optional(value) : std::nullopt;
    };
    PresenceSaid said{.always = given("--always", always),
                      .busy = given("--busy", busy),
                      .no_answer = given("--no-answer", no_answer),
                      .unregistered = given("--unregistered", unregistered)};
    if (!on_off.empty()) said.do_not_disturb = on_off == "on";
    if (edited_presence->count("--after") > 0) said.after = after;
    return app::set_presence(client, user, said);
}

void CommandLine::add_hours() {
    auto* command = add_remote("hours", "show which hours are open, and until when",
                               [this](const Client& c) { return show_hours(c, json); });
    add_json(command);
    auto* setting = add_remote(
        "set", "open or close hours by hand, or let the clock do it",
        [this](const Client& c) { return set_hours(c, name, how_set, until_next_change); }, command);
    setting->add_option("name", name, "as the configuration has it")->required();
    setting->add_option("how", how_set, "open, closed, or clock")
        ->required()
        ->check(CLI::IsMember({"open", "closed", "clock"}));
    setting->add_flag("--until-next-change", until_next_change,
                      "only until the clock opens or closes them the next time");
}

void CommandLine::add_edit() {
    auto* command = add_remote("edit", "say something about the call in a slot",
                               [this](const Client& c) { return edit(c); });
    add_slot(command);
    command->add_option("--note", note, "what others have to know; empty: no note");
    command->add_option("--for", user, "the user for whom the call is; empty: nobody in particular");
    command->add_option("--extend", extend, "let it wait so much longer before anybody is rung, such as 90s");
    command->require_option(1, 0);
    edited = command;
}

ExitCode CommandLine::edit(const Client& client) {
    app::Said said;
    if (edited->count("--note") > 0) said.note = note;
    if (edited->count("--for") > 0) said.for_user = user;
    if (extend.empty()) return app::edit(client, lot, slot, said);
    const auto time = read_duration(extend);
    if (time && *time >= std::chrono::seconds{1}) {
        said.longer = std::chrono::duration_cast<std::chrono::seconds>(*time);
        return app::edit(client, lot, slot, said);
    }
    fmt::print(stderr, "layby: --extend: \"{}\" is not a time like 90s or 10m\n", extend);
    return bad_input;
}

}  // namespace layby::app
