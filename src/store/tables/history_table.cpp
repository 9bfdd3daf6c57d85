#include "store/tables/tables.hpp"

namespace layby::store {
namespace {

/// -1: any; -2: one that there isn't.
std::int64_t number_of_outcome(const std::string& outcome) {
    if (outcome.empty()) return -1;
    for (int number = 0; number <= static_cast<int>(parking::Outcome::given_up); ++number)
        if (outcome == calls::text_of(static_cast<parking::Outcome>(number))) return number;
    return -2;
}

HistoryEntry entry_in(Statement& row) {
    HistoryEntry out;
    out.id = static_cast<std::uint64_t>(row.number());
    out.park.lot = row.text();
    out.park.slot = {static_cast<std::uint32_t>(row.number())};
    out.park.caller = party_in(row);
    out.park.parker.user = row.text();
    out.park.parker.shown = party_in(row);
    out.park.by = party_in(row);
    out.park.outcome = static_cast<parking::Outcome>(row.number());
    out.parked = time_in(row);
    out.ended = time_in(row);
    out.park.park = {static_cast<std::uint64_t>(row.number())};
    out.park.call = {static_cast<std::uint64_t>(row.number())};
    out.park.lasted = out.ended - out.parked;
    return out;
}

}  // namespace

HistoryTable::HistoryTable(const Database& database)
    : add_(database, "INSERT INTO history VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
      shorten_(database, "DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - ?") {}

void HistoryTable::add(const NewEntry& entry) {
    add_ << entry.park.lot << std::int64_t{entry.park.slot.value};
    put_party(add_, entry.park.caller);
    add_ << entry.park.parker.user;
    put_party(add_, entry.park.parker.shown);
    put_party(add_, entry.park.by);
    add_ << static_cast<std::int64_t>(entry.park.outcome) << stored(before(entry.ended, entry.park.lasted))
         << stored(entry.ended) << static_cast<std::int64_t>(entry.park.park.value)
         << static_cast<std::int64_t>(entry.park.call.value) << entry.tenant;
    add_.run();
}

void HistoryTable::shorten(std::size_t entries) {
    shorten_ << static_cast<std::int64_t>(entries);
    shorten_.run();
}

std::vector<HistoryEntry> read_history(const Database& database, const HistoryWanted& wanted) {
    std::vector<HistoryEntry> out;
    Statement rows(
        database,
        "SELECT * FROM history WHERE (?1 = 0 OR id = ?1) AND (?2 = 0 OR id < ?2) AND (?3 = 0 OR "
        "parked >= ?3) AND (?4 "
        "= 0 OR parked < ?4) AND (?5 = '' OR caller_number = ?5 OR parker_number = ?5 OR "
        "by_number = ?5) AND (?6 = '' "
        "OR parker_user = ?6 OR by_number = ?6) AND (?7 = '' OR lot = ?7) AND (?8 = -1 OR outcome "
        "= ?8) AND (?10 = '' OR instr(?10, char(10) || lot || char(10)) > 0) AND tenant = ?11 ORDER BY id "
        "DESC LIMIT ?9");
    rows << static_cast<std::int64_t>(wanted.only) << static_cast<std::int64_t>(wanted.before)
         << stored(wanted.from) << stored(wanted.to) << wanted.number << wanted.user << wanted.lot
         << number_of_outcome(wanted.outcome) << static_cast<std::int64_t>(wanted.limit)
         << listed(wanted.lots) << wanted.tenant;
    while (rows.step()) out.push_back(entry_in(rows));
    return out;
}

std::string listed(const std::optional<std::vector<std::string>>& lots) {
    if (!lots) return {};
    std::string out = "\n";
    for (const auto& lot : *lots) out += lot + "\n";
    return out;
}

std::int64_t stored(sip::WallTime time) { return time.time_since_epoch().count(); }

sip::WallTime time_in(Statement& row) { return sip::WallTime{std::chrono::milliseconds{row.number()}}; }

sip::WallTime before(sip::WallTime when, Duration so_long) {
    return when - std::chrono::floor<std::chrono::milliseconds>(so_long);
}

void put_party(Statement& statement, const Party& party) {
    const auto& shown = party.anonymous ? Party{} : party;
    statement << shown.name << shown.number << std::int64_t{party.anonymous};
}

Party party_in(Statement& row) {
    Party out;
    out.name = row.text();
    out.number = row.text();
    out.anonymous = row.number() != 0;
    return out;
}

}  // namespace layby::store
