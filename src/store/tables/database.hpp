// SQLite as values with destructors. For this folder only; used by one thread at a time.
#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace layby::store {

/// What SQLite says; `code` is one of its result codes without the extension.
struct DatabaseError : std::runtime_error {
    DatabaseError(int its_code, const std::string& what) : std::runtime_error(what), code(its_code) {}
    int code;
    /// The order itself is impossible: the same try later would fail again.
    bool hopeless() const;
    bool damaged() const;  ///< the file
};

class Database {
  public:
    /// Each commit is durable when it returns.
    explicit Database(const std::filesystem::path& file);
    void run(const std::string& sql);  ///< statements without results
    std::int64_t number(const std::string& sql);
    std::string text(const std::string& sql);
    sqlite3* get() const { return handle_.get(); }

  private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement; parameters and columns are taken in their order.
class Statement {
  public:
    Statement(const Database& database, const std::string& sql);

    Statement& operator<<(std::int64_t value);
    Statement& operator<<(double value);
    Statement& operator<<(std::string_view value);
    Statement& bytes(std::string_view value);

    bool step();  ///< false: no (further) row
    void run();   ///< to its end; then, or when it has failed, it may be used again

    std::int64_t number();
    double real();
    std::string text();
    std::string bytes();

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
    };
    [[noreturn]] void fail() const;
    void check(int result) const {
        if (result != SQLITE_OK) fail();
    }
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
    int parameter_{}, column_{};
};

/// Undone unless commit() returns.
class Transaction {
  public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    Database& database_;
    bool open_{true};
};

}  // namespace layby::store
