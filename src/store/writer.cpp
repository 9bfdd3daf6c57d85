#include "store/writer.hpp"

#include "runtime/log.hpp"

namespace layby::store {
namespace {

/// Once for so many entries, in part of how many are kept, the history is shortened.
constexpr std::size_t shortened_per = 100;

}  // namespace

Writer::Writer(File file, Live live, SqliteOptions options)
    : file_(std::move(file)),
      options_(std::move(options)),
      live_(std::move(live)),
      thread_([this] { run(); }) {}

Writer::~Writer() {
    ending_ = true;
    bell_.ring_loudly();
    thread_.join();
    if (waiting() > 0) log::error("store: {} changes are lost: the disk refused them", waiting());
}

void Writer::order(Order order) {
    ordered_.fetch_add(1, std::memory_order_relaxed);
    if (mailbox_.put(std::move(order))) bell_.ring();
}

std::uint64_t Writer::ordered() const { return ordered_.load(std::memory_order_relaxed); }

void Writer::ask(Question question) {
    mailbox_.put(std::move(question));
    bell_.ring_loudly();
}

void Writer::on_progress(std::function<void(Progress)> tell) { reporter_.on_progress(std::move(tell)); }

void Writer::run() {
    for (bool more = true; more;) {
        more = wait();
        take();
        answer(commit());
    }
}

/// For something to do, or while the disk fails, for the next try. False at the end. Nobody waits for orders
/// to gather: they do so while a commit is under way.
bool Writer::wait() {
    failing_ ? bell_.pause(options_.retry) : bell_.wait();
    bell_.silence();
    return !ending_;
}

void Writer::take() {
    mailbox_.take(taken_);
    for (auto& one : taken_) {
        if (auto* order = std::get_if<Order>(&one))
            absorb(*order), ++absorbed_;
        else
            questions_.push_back(std::move(std::get<Question>(one)));
    }
    for (; failing_ && entries_.size() > options_.waiting_entries; entries_.pop_front()) ++lost_;
    waiting_ = waiting();
}

void Writer::absorb(Order& order) {
    std::visit(Cases{[this](Turn& turn) {
                         for (auto& change : turn) absorb(change);
                     },
                     [this](const Record& record) { put(record); },
                     [this](const RecordKey& key) { live_.forget(key); },
                     [this](NewEntry& entry) { entries_.push_back(std::move(entry)); }},
               order);
}

void Writer::absorb(calls::Change& change) {
    std::visit(Cases{[this](auto& record) { put(Record(std::move(record))); },
                     [this]<class Tag>(parking::Id<Tag> id) { live_.forget(key_of(id)); }},
               change);
}

void Writer::put(const Record& record) { live_.put(key_of(record), encoded(record)); }

/// True when nothing waits any more.
bool Writer::commit() try {
    const auto began = std::chrono::steady_clock::now();
    if (waiting() > 0) write_all();
    succeeded(began);
    return true;
} catch (const DatabaseError& error) {
    refused(error);
    return false;
}

void Writer::write_all() {
    Transaction transaction(file_.database);
    live_.write(file_.records);
    write_history();
    file_.meta.put_anchor(options_.now());
    transaction.commit();
}

void Writer::write_history() {
    for (const auto& entry : entries_) file_.history.add(entry);
    new_entries_ += entries_.size();
    if (new_entries_ * shortened_per < options_.history_entries) return;
    file_.history.shorten(options_.history_entries);
    new_entries_ = 0;
}

void Writer::succeeded(std::chrono::steady_clock::time_point began) {
    if (const auto changes = waiting(); changes > 0) {
        const auto took = std::chrono::steady_clock::now() - began;
        last_commit_us_ = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
        written_ += changes;
    }
    live_.written();
    entries_.clear();
    waiting_ = 0;
    if (std::exchange(failing_, false)) log::info("store: the disk takes changes again");
    reporter_.durable(absorbed_);
}

void Writer::refused(const DatabaseError& error) {
    ++failed_;
    reporter_.failing();
    if (std::exchange(failing_, true)) return;
    log::error("store: nothing can be written: {}; calls go on, and it is tried again", error.what());
}

void Writer::answer(bool durable) {
    for (const auto& question : std::exchange(questions_, {})) question(file_.database, durable);
}

Counters Writer::counters() const {
    const std::uint64_t absorbed = absorbed_;
    return {static_cast<std::size_t>(ordered() - absorbed) + waiting_,
            written_,
            failed_,
            lost_,
            reporter_.progress().failing,
            std::chrono::microseconds{last_commit_us_}};
}

}  // namespace layby::store
