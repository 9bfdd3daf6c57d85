// What stands in which table: one class per table, with its statements prepared once. The store's thread.
#pragma once
#include <functional>
#include <vector>

#include "store/clock.hpp"
#include "store/records/records.hpp"
#include "store/tables/call_tables.hpp"
#include "store/tables/database.hpp"
#include "store/tables/outbox_tables.hpp"

namespace layby::store {

/// Where a record stands. Whoever writes knows it of each, so nothing has to find a record by its key: an
/// index would be as many pages again in each commit.
using Row = std::int64_t;

class RecordTable {
  public:
    explicit RecordTable(const Database& database);
    void put(Row row, const RecordKey& key, const std::string& bytes);
    void remove(Row row);
    void clear();

  private:
    Statement put_, remove_, clear_;
};

/// Those of kinds that are known.
void read_records(const Database& database, const std::function<void(Row, RecordKey, std::string)>& found);

Row last_row(const Database& database);

/// A history entry on its way to the disk: its times are taken when it is ordered.
struct NewEntry {
    calls::PastPark park;
    sip::WallTime ended;
    std::string tenant{};
};

class HistoryTable {
  public:
    explicit HistoryTable(const Database& database);
    void add(const NewEntry& entry);
    void shorten(std::size_t entries);

  private:
    Statement add_, shorten_;
};

std::vector<HistoryEntry> read_history(const Database& database, const HistoryWanted& wanted);

/// Nothing of who asked for privacy.
void put_party(Statement& statement, const Party& party);
Party party_in(Statement& row);
/// For `instr`: each name between line ends; empty: all.
std::string listed(const std::optional<std::vector<std::string>>& lots);
/// In milliseconds, as every time is stored.
std::int64_t stored(sip::WallTime time);
sip::WallTime time_in(Statement& row);
/// When it was so long before, whole milliseconds.
sip::WallTime before(sip::WallTime when, Duration so_long);

class AuditTable {
  public:
    explicit AuditTable(const Database& database);
    void add(const AuditEntry& entry);
    void shorten(std::size_t entries);

  private:
    Statement add_, shorten_;
};

std::vector<AuditEntry> read_audit(const Database& database, std::size_t limit,
                                   const std::string& tenant = {});

/// What must go on from file to file.
struct Origins {
    std::uint64_t start{};       ///< which start of the server this is
    std::uint64_t secret{};      ///< random, made once
    std::uint64_t last_entry{};  ///< id of the latest history entry
};

/// What there is once.
struct Meta {
    Origins origins;
    Moment anchor;  ///< of the latest commit: see shift_between()
};

class MetaTable {
  public:
    explicit MetaTable(const Database& database);
    void put(const Origins& origins);
    void put_anchor(const Moment& now);

  private:
    Statement origins_, sequence_gone_, sequence_, anchor_;
};

Meta read_meta(const Database& database);

/// An open file. Its statements are gone before it is closed.
struct File {
    explicit File(Database its_database);
    Database database;
    RecordTable records;
    HistoryTable history;
    CallTables calls;
    AuditTable audit;
    OutboxTables outbox;
    MetaTable meta;
};

}  // namespace layby::store
