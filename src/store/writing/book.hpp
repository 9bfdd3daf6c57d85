// What is to be in the file, and the file: records that are alive, and history entries on their way: the
// writer shortens them while the disk refuses. Owned by the writer; the store's thread.
#pragma once
#include <deque>
#include <filesystem>
#include <optional>

#include "store/tables/restoring.hpp"

namespace layby::store {

class Book {
  public:
    /// `entries`: so much history is kept.
    Book(std::filesystem::path path, Opened opened, std::size_t entries, std::optional<Seal> seal = {});

    void put(const Record& record, const std::string& tenant = {}) {
        live_.put(of_tenant(tenant, key_of(record)), encoded(record, seal_ ? &*seal_ : nullptr));
    }
    void forget(const RecordKey& key) { live_.forget(key); }
    void add(NewEntry entry) { entries_.push_back(std::move(entry)); }
    void add(NewCalls entry) { calls_.push_back(std::move(entry)); }
    void add(AuditEntry entry) { audit_.push_back(std::move(entry)); }
    void add(Told told) { told_.push_back(std::move(told)); }
    /// The oldest entries that aren't durable yet go. How many.
    std::size_t shorten_waiting(std::size_t at_most);

    std::size_t waiting() const {
        return live_.changed() + entries_.size() + calls_.size() + audit_.size() + told_.size();
    }
    enum class Past { when_due, now };
    /// Makes durable what waits, or it throws DatabaseError. Calls that have ended and what has happened to
    /// them gather for a moment, so that a busy server writes many of them into the same pages.
    void write(const Moment& now, Past past);
    static constexpr auto gathering = std::chrono::milliseconds{100};
    /// Somebody elsewhere is told of each step: from now on they are durable with what they belong to.
    void be_followed() { followed_ = true; }
    /// Something gathers still.
    bool gathers() const { return !calls_.empty(); }
    /// After a damage: moves the file aside and begins a new one. False when that can't be done, or was done
    /// a moment ago.
    bool renew(const Moment& now);

    Database& database();  ///< throws DatabaseError when there is none

  private:
    File& file();
    bool due(Past past, Instant now) const;

    const std::filesystem::path path_;
    const std::size_t kept_entries_;
    const std::optional<Seal> seal_;
    std::optional<File> file_;  ///< none: it couldn't be opened again
    Origins origins_;
    Live live_;
    std::deque<NewEntry> entries_;  ///< not durable yet
    std::deque<NewCalls> calls_;    ///< likewise
    std::deque<AuditEntry> audit_;  ///< likewise
    std::deque<Told> told_;         ///< likewise
    std::size_t new_entries_{};     ///< since the history was shortened
    std::size_t new_calls_{};       ///< likewise
    std::size_t new_audit_{};       ///< likewise
    std::size_t new_told_{};        ///< likewise
    std::optional<Instant> past_written_;
    bool followed_{};
    std::optional<Instant> renewed_;
    std::optional<Moment> anchored_;  ///< as this process wrote it last
};

}  // namespace layby::store
