#include "store/tables/call_tables.hpp"

#include <array>

#include "store/tables/tables.hpp"

namespace layby::store {
namespace {

constexpr std::size_t steps_per_call = 8;
constexpr int forgotten_at_once = 5000;

std::int64_t stored(LegId leg) { return static_cast<std::int64_t>(leg.value); }
std::int64_t stored(ParkId park) { return static_cast<std::int64_t>(park.value); }

LegId leg_in(Statement& row) { return {static_cast<std::uint64_t>(row.number())}; }

CallEntry call_in(Statement& row) {
    CallEntry out;
    out.id = static_cast<std::uint64_t>(row.number());
    auto& call = out.call;
    call.leg = leg_in(row);
    call.inbound = row.number() != 0;
    call.party = party_in(row);
    for (auto* text : {&call.user, &call.trunk, &call.dialled, &call.call_id}) *text = row.text();
    call.met = leg_in(row);
    out.began = time_in(row);
    const auto answered = time_in(row);
    out.ended = time_in(row);
    call.lasted = out.ended - out.began;
    if (answered != sip::WallTime{}) out.answered = answered, call.answered = out.ended - answered;
    call.status = static_cast<int>(row.number());
    call.reason = row.text();
    call.ordered_by = row.text();
    row.text();  // the tenant, who is asked for
    const bool known = row.number() != 0;
    const auto met = party_in(row);
    if (known) out.met = met;
    return out;
}

/// Each takes the number and the tenant.
constexpr std::array erasures{
    "UPDATE history SET caller_name = '', caller_number = '', caller_anonymous = 1 WHERE caller_number = ?1 "
    "AND tenant = ?2",
    "UPDATE history SET parker_user = '', parker_name = '', parker_number = '', parker_anonymous = 1 WHERE "
    "parker_number = ?1 AND tenant = ?2",
    "UPDATE history SET by_name = '', by_number = '', by_anonymous = 1 WHERE by_number = ?1 AND tenant = ?2",
    "UPDATE calls SET name = '', number = '', user = '', call_id = '', anonymous = 1 WHERE number = ?1 AND "
    "tenant = ?2",
    "UPDATE calls SET dialled = '' WHERE dialled = ?1 AND tenant = ?2",
    "UPDATE steps SET who = 'anonymous' WHERE who = ?1 AND tenant = ?2",
};

void each_erasure(Database& database, const std::string& number, const std::string& tenant) {
    for (const char* sql : erasures) {
        Statement erase(database, sql);
        erase << number << tenant;
        erase.run();
    }
}

}  // namespace

const char* outcome_of(const calls::PastCall& call) {
    if (call.answered) return "answered";
    return call.status != 0 ? "refused" : "unanswered";
}

StepEntry step_in(Statement& row) {
    StepEntry out;
    out.at = time_in(row);
    out.step.call = leg_in(row);
    out.step.park = {static_cast<std::uint64_t>(row.number())};
    out.step.what = static_cast<calls::CallStep::What>(row.number());
    out.step.lot = row.text();
    out.step.slot = {static_cast<std::uint32_t>(row.number())};
    out.step.who = row.text();
    out.step.how = row.text();
    return out;
}

CallTables::CallTables(const Database& database)
    : add_call_(database, "INSERT INTO calls VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
      add_step_(database, "INSERT INTO steps VALUES (NULL,?,?,?,?,?,?,?,?,?)"),
      shorten_calls_(database, "DELETE FROM calls WHERE id <= (SELECT max(id) FROM calls) - ?"),
      shorten_steps_(database, "DELETE FROM steps WHERE id <= (SELECT max(id) FROM steps) - ?") {}

void CallTables::add(const NewCalls& entry) {
    for (const auto& call : entry.calls) add(call, entry);
    for (const auto& step : entry.steps) add(step, entry);
}

void CallTables::add(const calls::PastCall& call, const NewCalls& entry) {
    const auto ended = entry.at;
    add_call_ << stored(call.leg) << std::int64_t{call.inbound};
    put_party(add_call_, call.party);
    add_call_ << call.user << call.trunk << call.dialled << call.call_id << stored(call.met)
              << stored(before(ended, call.lasted))
              << (call.answered ? stored(before(ended, *call.answered)) : std::int64_t{0}) << stored(ended)
              << std::int64_t{call.status} << call.reason << call.ordered_by << entry.tenant;
    add_call_.run();
}

void CallTables::add(const calls::CallStep& step, const NewCalls& entry) {
    add_step_ << stored(entry.at) << stored(step.call) << stored(step.park)
              << static_cast<std::int64_t>(step.what) << step.lot << std::int64_t{step.slot.value} << step.who
              << step.how << entry.tenant;
    add_step_.run();
}

void CallTables::shorten(std::size_t calls) {
    shorten_calls_ << static_cast<std::int64_t>(calls);
    shorten_calls_.run();
    shorten_steps_ << static_cast<std::int64_t>(calls * steps_per_call);
    shorten_steps_.run();
}

std::vector<CallEntry> read_calls(const Database& database, const HistoryWanted& wanted) {
    std::vector<CallEntry> out;
    Statement rows(
        database,
        "SELECT c.*, o.id IS NOT NULL, o.name, o.number, o.anonymous FROM calls c LEFT JOIN calls "
        "o ON c.met <> 0 "
        "AND o.leg = c.met WHERE (?1 = 0 OR c.id = ?1) AND (?2 = 0 OR c.id < ?2) AND (?3 = 0 OR "
        "c.began >= ?3) AND "
        "(?4 = 0 OR c.began < ?4) AND (?5 = '' OR c.number = ?5 OR c.dialled = ?5 OR o.number = "
        "?5) AND (?6 = '' OR "
        "c.user = ?6 OR o.user = ?6) AND (?7 = '' OR EXISTS (SELECT 1 FROM steps s WHERE s.call = "
        "c.leg AND s.lot = "
        "?7)) AND (?8 = '' OR ?8 = CASE WHEN c.answered <> 0 THEN 'answered' WHEN c.status <> 0 "
        "THEN 'refused' ELSE "
        "'unanswered' END) AND (?10 = '' OR NOT EXISTS (SELECT 1 FROM steps s WHERE s.call = c.leg AND "
        "s.lot <> '' AND instr(?10, char(10) || s.lot || char(10)) = 0)) AND c.tenant = ?11 ORDER BY c.id "
        "DESC LIMIT "
        "?9");
    rows << static_cast<std::int64_t>(wanted.only) << static_cast<std::int64_t>(wanted.before)
         << stored(wanted.from) << stored(wanted.to) << wanted.number << wanted.user << wanted.lot
         << wanted.outcome << static_cast<std::int64_t>(wanted.limit) << listed(wanted.lots) << wanted.tenant;
    while (rows.step()) out.push_back(call_in(rows));
    return out;
}

std::vector<StepEntry> read_steps(const Database& database, LegId call, const std::string& tenant) {
    std::vector<StepEntry> out;
    Statement rows(database,
                   "SELECT at, call, park, what, lot, slot, who, how FROM steps WHERE call = ? AND tenant "
                   "= ? ORDER BY id");
    rows << stored(call) << tenant;
    while (rows.step()) out.push_back(step_in(rows));
    return out;
}

/// What was there is overwritten, also where that costs writing more.
std::size_t erase_number(Database& database, const std::string& number, const std::string& tenant) {
    const auto changed = database.number("SELECT total_changes()");
    database.run("PRAGMA secure_delete = ON");
    Transaction transaction(database);
    each_erasure(database, number, tenant);
    transaction.commit();
    database.run("PRAGMA secure_delete = FAST");
    return static_cast<std::size_t>(database.number("SELECT total_changes()") - changed);
}

bool forget_before(Database& database, sip::WallTime when) {
    const auto changed = database.number("SELECT total_changes()");
    Transaction transaction(database);
    // The newest step stays, so that ids go on rising in an empty table.
    // The oldest by id: to look for all by their time would read whole tables on the thread that writes.
    for (const char* sql :
         {"DELETE FROM history WHERE id IN (SELECT id FROM (SELECT id, ended AS at FROM history ORDER BY id "
          "LIMIT ?2) WHERE at < ?1)",
          "DELETE FROM calls WHERE id IN (SELECT id FROM (SELECT id, ended AS at FROM calls ORDER BY id "
          "LIMIT "
          "?2) WHERE at < ?1)",
          "DELETE FROM steps WHERE id IN (SELECT id FROM (SELECT id, at FROM steps ORDER BY id LIMIT ?2) "
          "WHERE at < ?1 AND id < (SELECT max(id) FROM steps))"}) {
        Statement forget(database, sql);
        forget << stored(when) << std::int64_t{forgotten_at_once};
        forget.run();
    }
    transaction.commit();
    return database.number("SELECT total_changes()") - changed >= forgotten_at_once;
}

}  // namespace layby::store
