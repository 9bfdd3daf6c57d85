#include "store/tables.hpp"

namespace layby::store {
namespace {

using std::chrono::milliseconds;

std::int64_t number(sip::WallTime time) { return time.time_since_epoch().count(); }

void put_party(Statement& statement, const calls::Party& party) {
    const auto& shown = party.anonymous ? calls::Party{} : party;
    statement << shown.name << shown.number << std::int64_t{party.anonymous};
}

calls::Party party_in(Statement& row) {
    calls::Party out;
    out.name = row.text();
    out.number = row.text();
    out.anonymous = row.number() != 0;
    return out;
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
    out.parked = sip::WallTime{milliseconds{row.number()}};
    out.ended = sip::WallTime{milliseconds{row.number()}};
    out.park.lasted = out.ended - out.parked;
    return out;
}

}  // namespace

void put(const Database& database, const NewEntry& entry) {
    Statement statement(database, "INSERT INTO history VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    statement << entry.park.lot << std::int64_t{entry.park.slot.value};
    put_party(statement, entry.park.caller);
    statement << entry.park.parker.user;
    put_party(statement, entry.park.parker.shown);
    put_party(statement, entry.park.by);
    statement << static_cast<std::int64_t>(entry.park.outcome)
              << number(entry.ended - std::chrono::floor<milliseconds>(entry.park.lasted))
              << number(entry.ended);
    statement.run();
}

void shorten_history(const Database& database, std::size_t entries) {
    Statement statement(database, "DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - ?");
    statement << static_cast<std::int64_t>(entries);
    statement.run();
}

std::vector<HistoryEntry> read_history(const Database& database, std::size_t limit) {
    std::vector<HistoryEntry> out;
    Statement rows(database, "SELECT * FROM history ORDER BY id DESC LIMIT ?");
    rows << static_cast<std::int64_t>(limit);
    while (rows.step()) out.push_back(entry_in(rows));
    return out;
}

}  // namespace layby::store
