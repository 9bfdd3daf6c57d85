#include "store/backup.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/tables/schema.hpp"

namespace layby::store {
namespace {

/// "LayB": no server takes a backup, with its secrets, for its own file.
constexpr std::int64_t backup_id = 0x4c617942;
constexpr std::int64_t backup_format = 1;

/// So many starts may have followed the backup where nothing is left that counts them.
constexpr std::uint64_t unseen_starts = 1000;

std::int64_t milliseconds(sip::WallTime time) { return time.time_since_epoch().count(); }

[[noreturn]] void refuse_backup(const std::string& why) { throw std::runtime_error("the backup " + why); }

void copy_now(const std::filesystem::path& from, const std::filesystem::path& to) {
    const Database database(from);
    Statement statement(database, "VACUUM INTO ?");
    statement << to.string();
    statement.run();
}

void put_beside(Database& database, const Beside& beside, sip::WallTime now) {
    database.run(
        "CREATE TABLE backup (format INTEGER NOT NULL, made INTEGER NOT NULL) STRICT;"  // milliseconds since
                                                                                        // 1970
        "CREATE TABLE backup_files (name TEXT PRIMARY KEY NOT NULL, content BLOB NOT NULL) STRICT;");
    Statement made(database, "INSERT INTO backup VALUES (?, ?)");
    made << backup_format << milliseconds(now);
    made.run();
    Statement put(database, "INSERT INTO backup_files VALUES (?, ?)");
    for (const auto& [name, content] : beside) {
        (put << name).bytes(content);
        put.run();
    }
}

void recognise_backup(Database& database) {
    if (database.number("PRAGMA application_id") != backup_id)
        refuse_backup("isn't one: Layby has not made it");
    if (database.number("SELECT format FROM backup") > backup_format)
        refuse_backup("was made by a newer Layby, and only that one can restore it");
    if (const auto found = database.text("PRAGMA integrity_check(1)"); found != "ok")
        refuse_backup(fmt::format("is damaged ({})", found));
}

Backup read_backup(const Database& database) {
    Backup out;
    Statement made(database, "SELECT made FROM backup");
    if (made.step()) out.made = sip::WallTime{std::chrono::milliseconds{made.number()}};
    Statement files(database, "SELECT name, content FROM backup_files");
    while (files.step()) {
        auto name = files.text();
        out.beside.emplace(std::move(name), files.bytes());
    }
    return out;
}

/// Nothing of what stood beside is left in any page.
void make_it_a_servers(Database& database, bool without_calls) {
    Transaction transaction(database);
    database.run("DROP TABLE backup; DROP TABLE backup_files;");
    if (without_calls) database.run("DELETE FROM records WHERE kind <> 'registration'");
    database.run(fmt::format("PRAGMA application_id = {}", ours));
    transaction.commit();
    database.run("VACUUM");
}

/// Which start the server before had; 0 when nobody can tell any more.
std::uint64_t last_start(const std::filesystem::path& file) try {
    if (!std::filesystem::exists(file)) return 0;
    return read_meta(Database(file)).origins.start;
} catch (const DatabaseError&) {
    return 0;
}

void count_on(Database& database, std::uint64_t last) {
    auto origins = read_meta(database).origins;
    origins.start = std::max(origins.start + unseen_starts, last);
    Transaction transaction(database);
    MetaTable(database).put(origins);
    transaction.commit();
}

Backup take_apart(const std::filesystem::path& file, sip::WallTime now) {
    Database database(file);
    recognise_backup(database);
    auto out = read_backup(database);
    out.without_calls = now - out.made > calls_outlive;
    make_it_a_servers(database, out.without_calls);
    return out;
}

}  // namespace

void back_up(const std::filesystem::path& from, const Beside& beside, const std::filesystem::path& to,
             sip::WallTime now) try {
    copy_now(from, to);
    Database database(to);
    Transaction transaction(database);
    put_beside(database, beside, now);
    database.run(fmt::format("PRAGMA application_id = {}", backup_id));
    transaction.commit();
} catch (const DatabaseError& error) {
    throw std::runtime_error(
        fmt::format("{} can't be copied to {}: {}", from.string(), to.string(), error.what()));
}

Backup unpack(const std::filesystem::path& file, const std::filesystem::path& before, sip::WallTime now) try {
    auto out = take_apart(file, now);
    auto database = make_file(file);
    count_on(database, last_start(before));
    return out;
} catch (const DatabaseError& error) {
    refuse_backup(error.damaged() ? fmt::format("isn't one, or is damaged ({})", error.what())
                                  : fmt::format("can't be read: {}", error.what()));
}

}  // namespace layby::store
