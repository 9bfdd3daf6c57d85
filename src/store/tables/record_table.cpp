#include "runtime/log.hpp"
#include "store/tables/tables.hpp"

namespace layby::store {
namespace {

/// One record that can't ever be written must not hold up all others.
void run(Statement& statement, const RecordKey& key) try {
    statement.run();
} catch (const DatabaseError& error) {
    if (!error.hopeless()) throw;
    log::error("store: {} {} can't be written: {}", name_of(key.kind), key.name, error.what());
}

}  // namespace

RecordTable::RecordTable(const Database& database)
    : put_(database,
           "INSERT INTO records VALUES (?,?,?) ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value"),
      remove_(database, "DELETE FROM records WHERE kind = ? AND key = ?"),
      clear_(database, "DELETE FROM records") {}

void RecordTable::put(const RecordKey& key, const std::string& bytes) {
    (put_ << name_of(key.kind) << key.name).bytes(bytes);
    run(put_, key);
}

void RecordTable::remove(const RecordKey& key) {
    remove_ << name_of(key.kind) << key.name;
    run(remove_, key);
}

void RecordTable::clear() { clear_.run(); }

void read_records(const Database& database, const std::function<void(RecordKey, std::string)>& found) {
    Statement rows(database, "SELECT kind, key, value FROM records ORDER BY kind, CAST(key AS INTEGER), key");
    while (rows.step()) {
        const auto kind = kind_named(rows.text());
        auto key = rows.text();
        if (kind) found({*kind, std::move(key)}, rows.bytes());
    }
}

}  // namespace layby::store
