#include "store/tables/tables.hpp"

namespace layby::store {
namespace {

AuditEntry noted_in(Statement& row) {
    AuditEntry out;
    out.id = static_cast<std::uint64_t>(row.number());
    out.at = sip::WallTime{std::chrono::milliseconds{row.number()}};
    out.who = row.text();
    out.from = row.text();
    out.what = row.text();
    out.status = static_cast<int>(row.number());
    return out;
}

}  // namespace

AuditTable::AuditTable(const Database& database)
    : add_(database, "INSERT INTO audit VALUES (NULL,?,?,?,?,?,?)"),
      // Each kind by itself: who is only ever refused pushes out nothing that was done.
      shorten_(database,
               "DELETE FROM audit WHERE (status < 400) = ?1 AND id <= ifnull((SELECT id FROM audit WHERE "
               "(status < 400) = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2), 0)") {}

void AuditTable::add(const AuditEntry& entry) {
    add_ << std::int64_t{entry.at.time_since_epoch().count()} << entry.who << entry.from << entry.what
         << std::int64_t{entry.status} << entry.tenant;
    add_.run();
}

void AuditTable::shorten(std::size_t entries) {
    for (const std::int64_t done : {0, 1}) {
        shorten_ << done << static_cast<std::int64_t>(entries);
        shorten_.run();
    }
}

std::vector<AuditEntry> read_audit(const Database& database, std::size_t limit, const std::string& tenant) {
    std::vector<AuditEntry> out;
    Statement rows(database, "SELECT * FROM audit WHERE tenant = ? ORDER BY id DESC LIMIT ?");
    rows << tenant << static_cast<std::int64_t>(limit);
    while (rows.step()) out.push_back(noted_in(rows));
    return out;
}

}  // namespace layby::store
