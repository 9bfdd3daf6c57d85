#include "store/tables/schema.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace layby::store {
namespace {

/// Step N leads from version N to N+1. A step that was released is never changed: a further one is added.
constexpr std::array steps{
    R"(CREATE TABLE registrations (
        device INTEGER PRIMARY KEY,
        user TEXT NOT NULL, contact TEXT NOT NULL, instance TEXT NOT NULL, reg_id INTEGER NOT NULL,
        call_id TEXT NOT NULL, cseq INTEGER NOT NULL, q REAL NOT NULL,
        path TEXT NOT NULL,           -- one value a line
        user_agent TEXT NOT NULL, source_ip TEXT NOT NULL, source_port INTEGER NOT NULL,
        transport TEXT NOT NULL,
        expires INTEGER NOT NULL      -- milliseconds since 1970
    ) STRICT;)",
    R"(CREATE TABLE history (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        lot TEXT NOT NULL, slot INTEGER NOT NULL,
        caller_name TEXT NOT NULL, caller_number TEXT NOT NULL, caller_anonymous INTEGER NOT NULL,
        parker_user TEXT NOT NULL, parker_name TEXT NOT NULL, parker_number TEXT NOT NULL,
        parker_anonymous INTEGER NOT NULL,
        by_name TEXT NOT NULL, by_number TEXT NOT NULL, by_anonymous INTEGER NOT NULL,
        outcome INTEGER NOT NULL,     -- parking::Outcome
        parked INTEGER NOT NULL, ended INTEGER NOT NULL  -- milliseconds since 1970
    ) STRICT;)",
    // Registrations become records like all others. A Path with \n in a quoted text of its own would be torn:
    // such a record can't be read, and that phone comes back with its next refresh.
    R"(CREATE TABLE records (
        kind TEXT NOT NULL, key TEXT NOT NULL,
        value TEXT NOT NULL,          -- JSON
        UNIQUE (kind, key)
    ) STRICT;
    INSERT INTO records SELECT 'registration', device, json_object(
        'format', 1, 'id', device, 'user', user, 'contact', contact, 'instance', instance, 'reg_id', reg_id,
        'call_id', call_id, 'cseq', cseq, 'q', q, 'path', json(iif(path = '', '[]',
            '[' || replace(json_quote(rtrim(path, char(10))), '\n', '","') || ']')),
        'user_agent', user_agent, 'source', json_object('ip', source_ip, 'port', source_port),
        'transport', transport, 'expires', expires) FROM registrations;
    DROP TABLE registrations;
    CREATE TABLE meta (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        start INTEGER NOT NULL,       -- how often the server has started
        secret INTEGER NOT NULL,
        -- the latest commit, in both clocks
        boot TEXT NOT NULL,
        monotonic INTEGER NOT NULL,   -- microseconds
        wall INTEGER NOT NULL         -- milliseconds since 1970
    ) STRICT;
    INSERT INTO meta VALUES (1, 0, random(), '', 0, 0);)",
    R"(CREATE TABLE fresh (
        kind TEXT NOT NULL, key TEXT NOT NULL,
        value BLOB NOT NULL,          -- CBOR; what was written before is JSON
        UNIQUE (kind, key)
    ) STRICT;
    INSERT INTO fresh SELECT kind, key, CAST(value AS BLOB) FROM records;
    DROP TABLE records;
    ALTER TABLE fresh RENAME TO records;)",
    R"(CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,          -- milliseconds since 1970
        who TEXT NOT NULL, origin TEXT NOT NULL, what TEXT NOT NULL,
        status INTEGER NOT NULL
    ) STRICT;)",
    R"(ALTER TABLE history ADD COLUMN park INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE history ADD COLUMN call INTEGER NOT NULL DEFAULT 0;  -- calls.leg of who waited
    CREATE TABLE calls (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        leg INTEGER NOT NULL, inbound INTEGER NOT NULL,
        name TEXT NOT NULL, number TEXT NOT NULL, anonymous INTEGER NOT NULL,
        user TEXT NOT NULL, trunk TEXT NOT NULL, dialled TEXT NOT NULL, call_id TEXT NOT NULL,
        met INTEGER NOT NULL,         -- leg of whom it talked to first; 0: nobody
        began INTEGER NOT NULL, answered INTEGER NOT NULL, ended INTEGER NOT NULL,
                                      -- milliseconds since 1970; answered 0: never
        status INTEGER NOT NULL, reason TEXT NOT NULL
    ) STRICT;
    CREATE INDEX calls_by_leg ON calls (leg);
    CREATE TABLE steps (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,          -- milliseconds since 1970
        call INTEGER NOT NULL, park INTEGER NOT NULL,
        what INTEGER NOT NULL,        -- calls::CallStep::What
        lot TEXT NOT NULL, slot INTEGER NOT NULL, who TEXT NOT NULL, how TEXT NOT NULL
    ) STRICT;
    CREATE INDEX steps_by_call ON steps (call);)",
    R"(CREATE TABLE webhooks (
        name TEXT PRIMARY KEY NOT NULL,
        told INTEGER NOT NULL         -- steps.id: this one and all before it
    ) STRICT;
    CREATE TABLE deliveries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        webhook TEXT NOT NULL, event INTEGER NOT NULL, what TEXT NOT NULL,
        at INTEGER NOT NULL,          -- milliseconds since 1970
        attempt INTEGER NOT NULL, status INTEGER NOT NULL, error TEXT NOT NULL,
        took INTEGER NOT NULL         -- milliseconds
    ) STRICT;
    CREATE INDEX deliveries_by_webhook ON deliveries (webhook);)",
    // Without an index: who writes knows the row of each.
    R"(CREATE TABLE fresh (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL, key TEXT NOT NULL,
        value BLOB NOT NULL           -- CBOR, or JSON of long ago
    ) STRICT;
    INSERT INTO fresh SELECT NULL, kind, key, value FROM records;
    DROP TABLE records;
    ALTER TABLE fresh RENAME TO records;)",
    R"(ALTER TABLE calls ADD COLUMN ordered_by TEXT NOT NULL DEFAULT '')",
    // Whose it is; '': who has no tenants.
    R"(ALTER TABLE history ADD COLUMN tenant TEXT NOT NULL DEFAULT '';
    ALTER TABLE calls ADD COLUMN tenant TEXT NOT NULL DEFAULT '';
    ALTER TABLE steps ADD COLUMN tenant TEXT NOT NULL DEFAULT '';
    ALTER TABLE audit ADD COLUMN tenant TEXT NOT NULL DEFAULT '')",
};

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why) {
    throw std::runtime_error(fmt::format("{} {}", file.string(), why));
}

/// SQLite would make it readable for everybody.
void make_missing(const std::filesystem::path& file) {
    const int made = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (made < 0) refuse(file, fmt::format("can't be written: {}", std::strerror(errno)));
    close(made);
}

void recognise(Database& database, const std::filesystem::path& file) {
    const auto application = database.number("PRAGMA application_id");
    const auto version = database.number("PRAGMA user_version");
    const bool fresh = database.number("SELECT count(*) FROM sqlite_schema") == 0;
    if (application != ours && !(fresh && application == 0 && version == 0))
        refuse(file, "belongs to another program; it is left alone: choose another directory with --state");
    if (version > static_cast<std::int64_t>(steps.size()))
        refuse(file,
               fmt::format("was written by a newer Layby (format {}, this one knows {}); it is left alone",
                           version, steps.size()));
    // The past may be large, and callers wait for a start: what is damaged there shows when it is needed.
    const bool fresh_format = version == static_cast<std::int64_t>(steps.size());
    const auto* check = fresh_format ? "PRAGMA quick_check('records')" : "PRAGMA quick_check(1)";
    if (const auto found = database.text(check); found != "ok") throw DatabaseError(SQLITE_CORRUPT, found);
}

void migrate(Database& database) {
    for (auto version = static_cast<std::size_t>(database.number("PRAGMA user_version"));
         version < steps.size(); ++version) {
        Transaction transaction(database);
        database.run(fmt::format("PRAGMA application_id = {}", ours));
        database.run(steps[version]);
        database.run(fmt::format("PRAGMA user_version = {}", version + 1));
        transaction.commit();
    }
}

/// SQLite begins a new round of its log after each checkpoint of so many pages.
constexpr off_t log_length = 32 + 1064 * (24 + 4096);

/// A page at a time: what is written at once the kernel may keep as one large page, and then each commit
/// makes all of that dirty.
bool write_zeros(int log, off_t from) {
    const std::string page(4096, '\0');
    for (off_t at = from; at < log_length; at += std::ssize(page))
        if (pwrite(log, page.data(), page.size(), at) != std::ssize(page)) return false;
    return true;
}

/// The log gets its length and its blocks at once: a commit that makes it longer has metadata of the file
/// system to write, too. SQLite takes zeros for the log's end. Without room it stays as it is.
void lengthen_log(const std::filesystem::path& file) {
    const int log = open((file.string() + "-wal").c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (log < 0) return;
    const auto end = lseek(log, 0, SEEK_END);
    if (end >= 0 && !write_zeros(log, end) && ftruncate(log, end) != 0)
        errno = 0;  // longer than it has to be
    fdatasync(log);
    close(log);
}

}  // namespace

Database make_file(const std::filesystem::path& file) {
    make_missing(file);
    Database database(file);
    recognise(database, file);
    database.run("PRAGMA journal_mode = WAL");
    migrate(database);
    lengthen_log(file);
    return database;
}

Opened open_file(const std::filesystem::path& file, const Moment& now, const Seal* seal,
                 const std::vector<std::string>& tenants) try {
    return go_on(make_file(file), now, seal, tenants);
} catch (const DatabaseError& error) {
    if (!error.damaged()) refuse(file, fmt::format("can't be used: {}", error.what()));
    refuse(file, fmt::format("is damaged ({}); it is left alone: move it away to start without the calls, "
                             "the phones and the history in it",
                             error.what()));
}

}  // namespace layby::store
