#include "store/tables.hpp"

namespace layby::store {
namespace {

using std::chrono::milliseconds;

std::int64_t milliseconds_of(sip::WallTime time) { return time.time_since_epoch().count(); }

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

HistoryTable::HistoryTable(const Database& database)
    : add_(database, "INSERT INTO history VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
      shorten_(database, "DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - ?") {}

void HistoryTable::add(const NewEntry& entry) {
    add_ << entry.park.lot << std::int64_t{entry.park.slot.value};
    put_party(add_, entry.park.caller);
    add_ << entry.park.parker.user;
    put_party(add_, entry.park.parker.shown);
    put_party(add_, entry.park.by);
    add_ << static_cast<std::int64_t>(entry.park.outcome)
         << milliseconds_of(entry.ended - std::chrono::floor<milliseconds>(entry.park.lasted))
         << milliseconds_of(entry.ended);
    add_.run();
}

void HistoryTable::shorten(std::size_t entries) {
    shorten_ << static_cast<std::int64_t>(entries);
    shorten_.run();
}

std::vector<HistoryEntry> read_history(const Database& database, std::size_t limit) {
    std::vector<HistoryEntry> out;
    Statement rows(database, "SELECT * FROM history ORDER BY id DESC LIMIT ?");
    rows << static_cast<std::int64_t>(limit);
    while (rows.step()) out.push_back(entry_in(rows));
    return out;
}

}  // namespace layby::store
