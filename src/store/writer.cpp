#include "store/writer.hpp"

#include "runtime/log.hpp"

namespace layby::store {
namespace {

/// For others to come along; while a commit is under way they gather anyhow.
constexpr auto gathering = std::chrono::milliseconds(1);

/// Once for so many entries, in part of how many are kept, the history is shortened.
constexpr std::size_t shortened_per = 100;

}  // namespace

Writer::Writer(Database database, SqliteOptions options)
    : database_(std::move(database)), options_(options), thread_([this] { run(); }) {}

Writer::~Writer() {
    ending_ = true;
    bell_.ring_loudly();
    thread_.join();
    if (!waiting_.empty()) log::error("store: {} changes are lost: the disk refused them", waiting_.size());
}

void Writer::order(Order order) {
    queued_.fetch_add(1, std::memory_order_relaxed);
    if (mailbox_.put(std::move(order))) bell_.ring();
}

void Writer::ask(Question question) {
    mailbox_.put(std::move(question));
    bell_.ring_loudly();
}

void Writer::run() {
    for (bool more = true; more;) {
        more = wait();
        take();
        answer(commit());
    }
}

/// For something to do, or while the disk fails, for the next try. False at the end.
bool Writer::wait() {
    failing_ ? bell_.pause(options_.retry) : bell_.wait();
    bell_.pause(gathering);
    bell_.silence();
    return !ending_;
}

void Writer::take() {
    mailbox_.take(taken_);
    for (auto& one : taken_) {
        if (auto* order = std::get_if<Order>(&one))
            waiting_.push_back(std::move(*order));
        else
            questions_.push_back(std::move(std::get<Question>(one)));
    }
    for (; failing_ && waiting_.size() > options_.waiting_orders; waiting_.pop_front()) ++lost_, --queued_;
}

/// True when nothing waits any more.
bool Writer::commit() try {
    if (waiting_.empty()) return true;
    const auto began = std::chrono::steady_clock::now();
    write_all();
    succeeded(began);
    return true;
} catch (const DatabaseError& error) {
    refused(error);
    return false;
}

void Writer::write_all() {
    Transaction transaction(database_);
    hopeless_ = 0;
    for (const auto& order : waiting_) write(order);
    if (new_entries_ * shortened_per >= options_.history_entries) {
        shorten_history(database_, options_.history_entries);
        new_entries_ = 0;
    }
    transaction.commit();
}

/// One order that can't ever be written must not hold up all others.
void Writer::write(const Order& order) try { apply(order); } catch (const DatabaseError& error) {
    if (!error.hopeless()) throw;
    ++hopeless_;
    log::error("store: a change can't be written: {}", error.what());
}

void Writer::apply(const Order& order) {
    if (std::holds_alternative<NewEntry>(order)) ++new_entries_;
    std::visit([this](const auto& what) { put(database_, what); }, order);
}

void Writer::succeeded(std::chrono::steady_clock::time_point began) {
    const auto took = std::chrono::steady_clock::now() - began;
    last_commit_us_ = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    written_ += waiting_.size() - hopeless_;
    lost_ += hopeless_;
    queued_ -= waiting_.size();
    waiting_.clear();
    if (std::exchange(failing_, false)) log::info("store: the disk takes changes again");
}

void Writer::refused(const DatabaseError& error) {
    ++failed_;
    if (std::exchange(failing_, true)) return;
    log::error("store: nothing can be written: {}; calls go on, and it is tried again", error.what());
}

void Writer::answer(bool durable) {
    for (const auto& question : std::exchange(questions_, {})) question(database_, durable);
}

Counters Writer::counters() const {
    return {queued_, written_, failed_, lost_, std::chrono::microseconds{last_commit_us_}};
}

}  // namespace layby::store
