// What is alive: every record as its text, as the file is to have it, in which row, and which rows the file
// doesn't have yet. While the disk fails no more than what is alive waits. Owned by the writer; the store's
// thread.
#pragma once
#include <map>
#include <string>
#include <unordered_map>

#include "store/records/records.hpp"
#include "store/tables/tables.hpp"

namespace layby::store {

class Live {
  public:
    void put(RecordKey key, std::string text);
    void forget(const RecordKey& key);
    /// As it was read from the file.
    void found(Row row, RecordKey key, std::string text) {
        alive_.insert_or_assign(std::move(key), Alive{row, std::move(text)});
    }
    /// The last row that the file has, whatever is in it.
    void begin_after(Row last) { next_ = last + 1; }
    /// A file that is begun anew has to get everything.
    void change_all();

    std::size_t changed() const { return all_ ? alive_.size() + 1 : changed_.size(); }
    bool is_written() const { return !all_ && changed_.empty(); }
    /// Writes what has changed. Still counts as changed until written().
    void write(RecordTable& table) const;
    void written();

  private:
    struct Alive {
        Row row{};
        std::string text;
    };
    void change(Row row, const RecordKey& key);
    void write_all(RecordTable& table) const;
    void write(RecordTable& table, Row row, const RecordKey& key) const;

    std::unordered_map<RecordKey, Alive> alive_;
    std::map<Row, RecordKey> changed_;  ///< those in which nothing is alive are gone
    Row next_{1};                       ///< new ones stand together at the end
    bool all_{};                        ///< whatever the file has is to be replaced
};

}  // namespace layby::store
