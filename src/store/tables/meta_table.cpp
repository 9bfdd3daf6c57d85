#include "store/tables/tables.hpp"

namespace layby::store {
namespace {

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::int64_t number(auto time) { return time.time_since_epoch().count(); }

}  // namespace

MetaTable::MetaTable(const Database& database)
    : origins_(database, "UPDATE meta SET start = ?, secret = ?"),
      sequence_gone_(database, "DELETE FROM sqlite_sequence WHERE name = 'history'"),
      sequence_(database, "INSERT INTO sqlite_sequence VALUES ('history', ?)"),
      anchor_(database, "UPDATE meta SET boot = ?, monotonic = ?, wall = ?") {}

void MetaTable::put(const Origins& origins) {
    origins_ << number(origins.start) << number(origins.secret);
    origins_.run();
    sequence_gone_.run();
    sequence_ << number(origins.last_entry);
    sequence_.run();
}

void MetaTable::put_anchor(const Moment& now) {
    anchor_ << now.boot << number(now.monotonic) << number(now.wall);
    anchor_.run();
}

Meta read_meta(const Database& database) {
    Meta out;
    Statement row(database,
                  "SELECT start, secret, ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'history'), "
                  "0), boot, monotonic, wall FROM meta");
    if (!row.step()) return out;
    for (auto* one : {&out.origins.start, &out.origins.secret, &out.origins.last_entry})
        *one = static_cast<std::uint64_t>(row.number());
    out.anchor.boot = row.text();
    out.anchor.monotonic = Instant{Duration{row.number()}};
    out.anchor.wall = sip::WallTime{std::chrono::milliseconds{row.number()}};
    return out;
}

File::File(Database its_database)
    : database(std::move(its_database)),
      records(database),
      history(database),
      calls(database),
      audit(database),
      outbox(database),
      meta(database) {}

}  // namespace layby::store
