// A table of the board. It notes which entries may have changed: whoever gets one to change has touched it,
// looking touches nothing. So what must be written down at the end of a turn is known without asking all
// entries. Signalling thread.
#pragma once
#include <algorithm>
#include <unordered_map>
#include <vector>

namespace layby::calls {

/// Sorted, without what is in it twice.
template <class Value>
void keep_each_once(std::vector<Value>& values) {
    std::sort(values.begin(), values.end());  // not std::ranges: clang 14 can't do its unique
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

template <class Id, class Entry>
class Table {
  public:
    const Entry* find(Id id) const {
        const auto found = entries_.find(id);
        return found == entries_.end() ? nullptr : &found->second;
    }
    /// To write on: it is touched.
    Entry* change(Id id) {
        const auto found = entries_.find(id);
        if (found == entries_.end()) return nullptr;
        touched_.push_back(id);
        return &found->second;
    }
    /// The entry, made if it is not there. References stay good until it is erased.
    Entry& operator[](Id id) {
        touched_.push_back(id);
        return entries_[id];
    }
    void erase(Id id) {
        touched_.push_back(id);
        entries_.erase(id);
    }
    bool contains(Id id) const { return entries_.contains(id); }
    std::size_t size() const { return entries_.size(); }
    auto begin() const { return entries_.begin(); }
    auto end() const { return entries_.end(); }

    void touch(Id id) { touched_.push_back(id); }
    /// What was touched since forget_touched(), each once.
    const std::vector<Id>& touched() {
        keep_each_once(touched_);
        return touched_;
    }
    void forget_touched() { touched_.clear(); }

  private:
    std::unordered_map<Id, Entry> entries_;
    std::vector<Id> touched_;
};

}  // namespace layby::calls
