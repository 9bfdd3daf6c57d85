#include "runtime/log.hpp"
#include "store/tables/tables.hpp"

namespace layby::store {
namespace {

/// One record that can't ever be written must not hold up all others.
void run(Statement& statement, const RecordKey& key) try {
    statement.run();
} catch (const DatabaseError& error) {
    if (!error.hopeless()) throw;
    log::error("store: {} {} can't be written: {}", name_of(key.kind), text_of(key), error.what());
}

}  // namespace

RecordTable::RecordTable(const Database& database)
    : put_(database,
           "INSERT INTO records VALUES (?,?,?,?) ON CONFLICT (id) DO UPDATE SET value = excluded.value"),
      remove_(database, "DELETE FROM records WHERE id = ?"),
      clear_(database, "DELETE FROM records") {}

void RecordTable::put(Row row, const RecordKey& key, const std::string& bytes) {
    (put_ << row << name_of(key.kind) << text_of(key)).bytes(bytes);
    run(put_, key);
}

void RecordTable::remove(Row row) {
    remove_ << row;
    remove_.run();
}

void RecordTable::clear() { clear_.run(); }

void read_records(const Database& database, const std::function<void(Row, RecordKey, std::string)>& found) {
    Statement rows(
        database,
        "SELECT rowid, kind, key, value FROM records ORDER BY kind, CAST(substr(key, instr(key, '/') + 1) AS "
        "INTEGER), key, rowid");
    while (rows.step()) {
        const Row row = rows.number();
        const auto kind = kind_named(rows.text());
        const auto key = rows.text();
        if (kind) found(row, key_in(*kind, key), rows.bytes());
    }
}

Row last_row(const Database& database) {
    Statement row(database, "SELECT max(id) FROM records");
    return row.step() ? row.number() : 0;
}

}  // namespace layby::store
