#include "store/tables/live.hpp"

namespace layby::store {
namespace {

/// Records that came and went while the disk failed: with so many it is less to write everything anew.
constexpr std::size_t gone_at_most = 1000;

}  // namespace

void Live::put(RecordKey key, std::string text) {
    const auto [found, is_new] = alive_.try_emplace(std::move(key));
    Alive& now = found->second;
    if (is_new) now.row = next_++;
    if (!is_new && now.text == text) return;
    now.text = std::move(text);
    change(now.row, found->first);
}

void Live::forget(const RecordKey& key) {
    const auto gone = alive_.extract(key);
    if (gone) change(gone.mapped().row, key);
}

void Live::change(Row row, const RecordKey& key) {
    if (all_) return;
    changed_.emplace(row, key);
    if (changed_.size() > alive_.size() + gone_at_most) change_all();
}

void Live::change_all() {
    all_ = true;
    changed_.clear();
}

void Live::write(RecordTable& table) const {
    if (all_) return write_all(table);
    for (const auto& [row, key] : changed_) write(table, row, key);
}

void Live::write_all(RecordTable& table) const {
    table.clear();
    for (const auto& [key, one] : alive_) table.put(one.row, key, one.text);
}

/// The same thing may be alive again by now, in another row.
void Live::write(RecordTable& table, Row row, const RecordKey& key) const {
    const auto found = alive_.find(key);
    const bool here = found != alive_.end() && found->second.row == row;
    here ? table.put(row, key, found->second.text) : table.remove(row);
}

void Live::written() {
    all_ = false;
    changed_.clear();
}

}  // namespace layby::store
