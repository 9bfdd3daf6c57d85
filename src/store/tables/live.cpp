#include "store/tables/live.hpp"

namespace layby::store {
namespace {

/// Records that came and went while the disk failed: with so many it is less to write everything anew.
constexpr std::size_t gone_at_most = 1000;

}  // namespace

void Live::put(RecordKey key, std::string text) {
    auto& now = texts_[key];
    if (now == text) return;
    now = std::move(text);
    change(key);
}

void Live::forget(const RecordKey& key) {
    if (texts_.erase(key) > 0) change(key);
}

void Live::change(const RecordKey& key) {
    if (all_) return;
    changed_.insert(key);
    if (changed_.size() > texts_.size() + gone_at_most) change_all();
}

void Live::change_all() {
    all_ = true;
    changed_.clear();
}

void Live::write(RecordTable& table) const {
    if (all_) return write_all(table);
    for (const auto& key : changed_) write(table, key);
}

void Live::write_all(RecordTable& table) const {
    table.clear();
    for (const auto& [key, text] : texts_) table.put(key, text);
}

void Live::write(RecordTable& table, const RecordKey& key) const {
    const auto found = texts_.find(key);
    found != texts_.end() ? table.put(key, found->second) : table.remove(key);
}

void Live::written() {
    all_ = false;
    changed_.clear();
}

}  // namespace layby::store
