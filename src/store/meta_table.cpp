#include "store/tables.hpp"

namespace layby::store {
namespace {

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::int64_t number(auto time) { return time.time_since_epoch().count(); }

}  // namespace

MetaTable::MetaTable(const Database& database)
    : start_(database, "UPDATE meta SET start = ?"),
      anchor_(database, "UPDATE meta SET boot = ?, monotonic = ?, wall = ?") {}

void MetaTable::put_start(std::uint64_t start) {
    start_ << number(start);
    start_.run();
}

void MetaTable::put_anchor(const Moment& now) {
    anchor_ << now.boot << number(now.monotonic) << number(now.wall);
    anchor_.run();
}

Meta read_meta(const Database& database) {
    Meta out;
    Statement row(database, "SELECT start, secret, boot, monotonic, wall FROM meta");
    if (!row.step()) return out;
    out.start = static_cast<std::uint64_t>(row.number());
    out.secret = static_cast<std::uint64_t>(row.number());
    out.anchor.boot = row.text();
    out.anchor.monotonic = calls::Instant{calls::Duration{row.number()}};
    out.anchor.wall = sip::WallTime{std::chrono::milliseconds{row.number()}};
    return out;
}

File::File(Database its_database)
    : database(std::move(its_database)), records(database), history(database), meta(database) {}

}  // namespace layby::store
