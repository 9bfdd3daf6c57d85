#include "store/writing/book.hpp"

#include <algorithm>

#include "runtime/log.hpp"
#include "store/tables/renewal.hpp"
#include "store/tables/schema.hpp"

namespace layby::store {
namespace {

using namespace std::chrono_literals;

/// Once for so many entries, in part of how many are kept, the history is shortened.
constexpr std::size_t shortened_per = 100;

/// So many tries to tell webhooks something are kept.
constexpr std::size_t kept_deliveries = 10'000;

/// A disk that damages every file would be filled with them.
constexpr auto between_renewals = 10min;

/// `fresh`: since the table was shortened last to what is kept in it.
template <class Table, class List>
void add_to(Table& table, const List& list, std::size_t& fresh, std::size_t kept) {
    for (const auto& entry : list) table.add(entry);
    fresh += list.size();
    if (fresh * shortened_per < kept) return;
    table.shorten(kept);
    fresh = 0;
}

template <class List>
std::size_t drop_oldest(List& list, std::size_t at_most) {
    const std::size_t many = list.size() - std::min(list.size(), at_most);
    list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(many));
    return many;
}

}  // namespace

Book::Book(std::filesystem::path path, Opened opened, std::size_t entries, std::optional<Seal> seal)
    : path_(std::move(path)),
      kept_entries_(entries),
      seal_(std::move(seal)),
      file_(std::move(opened.file)),
      origins_(opened.origins),
      live_(std::move(opened.live)) {}

std::size_t Book::shorten_waiting(std::size_t at_most) {
    return drop_oldest(entries_, at_most) + drop_oldest(calls_, at_most) + drop_oldest(audit_, at_most) +
           drop_oldest(told_, at_most);
}

File& Book::file() {
    if (!file_) file_.emplace(Database(path_));
    return *file_;
}

Database& Book::database() { return file().database; }

bool Book::due(Past past, Instant now) const {
    return past == Past::now || followed_ || !past_written_ || now >= *past_written_ + gathering;
}

void Book::write(const Moment& now, Past past) {
    const bool calls = gathers() && due(past, now.monotonic);
    if (waiting() == (calls ? 0 : calls_.size())) return;  // nothing but what gathers
    auto& into = file();
    Transaction transaction(into.database);
    live_.write(into.records);
    add_to(into.history, entries_, new_entries_, kept_entries_);
    if (calls) add_to(into.calls, calls_, new_calls_, kept_entries_);
    add_to(into.audit, audit_, new_audit_, kept_entries_);
    add_to(into.outbox, told_, new_told_, kept_deliveries);
    const bool anchor = !anchored_ || !says_the_same(*anchored_, now);
    if (anchor) into.meta.put_anchor(now);
    transaction.commit();
    if (anchor) anchored_ = now;
    if (calls) past_written_ = now.monotonic, calls_.clear();
    live_.written();
    origins_.last_entry += entries_.size();
    entries_.clear();
    audit_.clear();
    told_.clear();
}

bool Book::renew(const Moment& now) try {
    if (renewed_ && now.monotonic - *renewed_ < between_renewals) return false;
    make_new(path_, origins_, live_, now);
    file_.reset();
    const auto aside = replace(path_, now.wall);
    renewed_ = now.monotonic;
    anchored_ = now;
    file_.emplace(Database(path_));
    live_.written();
    log::error(
        "store: {} has become damaged; it is {} now, with the history in it, and a new file with "
        "everything that is alive has taken its place",
        path_.string(), aside.string());
    return true;
} catch (const std::exception& error) {
    log::error("store: the damaged file can't be replaced: {}", error.what());
    return false;
}

}  // namespace layby::store
