#include "store/writing/book.hpp"

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

}  // namespace

Book::Book(std::filesystem::path path, Opened opened, std::size_t entries)
    : path_(std::move(path)),
      kept_entries_(entries),
      file_(std::move(opened.file)),
      origins_(opened.origins),
      live_(std::move(opened.live)) {}

std::size_t Book::shorten_waiting(std::size_t at_most) {
    std::size_t lost = 0;
    for (; entries_.size() > at_most; entries_.pop_front()) ++lost;
    for (; calls_.size() > at_most; calls_.pop_front()) ++lost;
    for (; audit_.size() > at_most; audit_.pop_front()) ++lost;
    for (; told_.size() > at_most; told_.pop_front()) ++lost;
    return lost;
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
    write_history(into);
    if (calls) write_calls(into);
    write_audit(into);
    write_told(into);
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

void Book::write_history(File& file) {
    for (const auto& entry : entries_) file.history.add(entry);
    new_entries_ += entries_.size();
    if (new_entries_ * shortened_per < kept_entries_) return;
    file.history.shorten(kept_entries_);
    new_entries_ = 0;
}

void Book::write_calls(File& file) {
    for (const auto& entry : calls_) file.calls.add(entry);
    new_calls_ += calls_.size();
    if (new_calls_ * shortened_per < kept_entries_) return;
    file.calls.shorten(kept_entries_);
    new_calls_ = 0;
}

void Book::write_audit(File& file) {
    for (const auto& entry : audit_) file.audit.add(entry);
    new_audit_ += audit_.size();
    if (new_audit_ * shortened_per < kept_entries_) return;
    file.audit.shorten(kept_entries_);
    new_audit_ = 0;
}

void Book::write_told(File& file) {
    for (const auto& told : told_) file.outbox.add(told);
    new_told_ += told_.size();
    if (new_told_ * shortened_per < kept_deliveries) return;
    file.outbox.shorten(kept_deliveries);
    new_told_ = 0;
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
