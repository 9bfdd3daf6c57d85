#include "store/tables/database.hpp"

namespace layby::store {
namespace {

constexpr int primary_code = 0xff;  ///< the extension is in the higher bits

[[noreturn]] void fail(sqlite3* handle) {
    throw DatabaseError(sqlite3_errcode(handle) & primary_code, sqlite3_errmsg(handle));
}

}  // namespace

bool DatabaseError::hopeless() const {
    return code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH || code == SQLITE_TOOBIG ||
           code == SQLITE_RANGE || code == SQLITE_MISUSE;
}

bool DatabaseError::damaged() const { return code == SQLITE_CORRUPT || code == SQLITE_NOTADB; }

Database::Database(const std::filesystem::path& file) {
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    const int result = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (result != SQLITE_OK) fail(handle);
    run("PRAGMA synchronous = FULL");
    run("PRAGMA secure_delete = FAST");  // what is forgotten is overwritten where that costs no writing more
}

void Database::run(const std::string& sql) {
    if (sqlite3_exec(get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(get());
}

std::int64_t Database::number(const std::string& sql) {
    Statement statement(*this, sql);
    return statement.step() ? statement.number() : 0;
}

std::string Database::text(const std::string& sql) {
    Statement statement(*this, sql);
    return statement.step() ? statement.text() : std::string{};
}

Statement::Statement(const Database& database, const std::string& sql) {
    sqlite3_stmt* handle = nullptr;
    const int result = sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &handle, nullptr);
    handle_.reset(handle);
    if (result != SQLITE_OK) store::fail(database.get());
}

void Statement::fail() const { store::fail(sqlite3_db_handle(handle_.get())); }

Statement& Statement::operator<<(std::int64_t value) {
    check(sqlite3_bind_int64(handle_.get(), ++parameter_, value));
    return *this;
}

Statement& Statement::operator<<(double value) {
    check(sqlite3_bind_double(handle_.get(), ++parameter_, value));
    return *this;
}

Statement& Statement::operator<<(std::string_view value) {
    check(sqlite3_bind_text(handle_.get(), ++parameter_, value.data(), static_cast<int>(value.size()),
                            SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::bytes(std::string_view value) {
    check(sqlite3_bind_blob(handle_.get(), ++parameter_, value.data(), static_cast<int>(value.size()),
                            SQLITE_TRANSIENT));
    return *this;
}

bool Statement::step() {
    column_ = 0;
    const int result = sqlite3_step(handle_.get());
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    fail();
}

void Statement::run() {
    parameter_ = 0;
    while (sqlite3_step(handle_.get()) == SQLITE_ROW) {
    }
    check(sqlite3_reset(handle_.get()));  // says again what the last step has said
}

std::int64_t Statement::number() { return sqlite3_column_int64(handle_.get(), column_++); }

double Statement::real() { return sqlite3_column_double(handle_.get(), column_++); }

std::string Statement::text() {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column_));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column_++));
    return text ? std::string(text, size) : std::string{};
}

std::string Statement::bytes() {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column_));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column_++));
    return bytes ? std::string(bytes, size) : std::string{};
}

Transaction::Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }

/// Some failures have ended the transaction already: then there is nothing to undo.
Transaction::~Transaction() {
    if (open_) sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    database_.run("COMMIT");
    open_ = false;
}

}  // namespace layby::store
