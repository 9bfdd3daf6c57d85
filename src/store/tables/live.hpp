// What is alive: every record as its text, as the file is to have it, and which of them the file doesn't have
// yet. While the disk fails no more than what is alive waits. Owned by the writer; the store's thread.
#pragma once
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "store/records/records.hpp"
#include "store/tables/tables.hpp"

namespace layby::store {

class Live {
  public:
    void put(RecordKey key, std::string text);
    void forget(const RecordKey& key);
    /// As it was read from the file.
    void found(RecordKey key, std::string text) { texts_.emplace(std::move(key), std::move(text)); }
    /// A file that is begun anew has to get everything.
    void change_all();

    std::size_t changed() const { return all_ ? texts_.size() : changed_.size(); }
    bool is_written() const { return !all_ && changed_.empty(); }
    /// Writes what has changed. Still counts as changed until written().
    void write(RecordTable& table) const;
    void written();

  private:
    void change(const RecordKey& key);
    void write_all(RecordTable& table) const;
    void write(RecordTable& table, const RecordKey& key) const;

    std::unordered_map<RecordKey, std::string> texts_;
    std::unordered_set<RecordKey> changed_;  ///< those without a text are gone
    bool all_{};                             ///< whatever the file has is to be replaced
};

}  // namespace layby::store
