// The store's thread: takes orders, makes many of them durable with one commit, tries again what the disk
// refused, answers questions in between. Owned by the driver; the book is this thread's alone.
#pragma once
#include <atomic>
#include <functional>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

#include "runtime/bell.hpp"
#include "runtime/mailbox.hpp"
#include "runtime/one_thread.hpp"
#include "store/writing/book.hpp"
#include "store/writing/reporter.hpp"
#include "store/writing/watch.hpp"

namespace layby::store {

struct Turn {
    std::vector<calls::Change> changes;
    std::string tenant{};
};
struct Kept {
    Record record;
    std::string tenant{};
};
using Order = std::variant<Turn, Kept, RecordKey, NewEntry, AuditEntry>;
/// Asked after everything that was ordered before it has been tried: whether
/// all of that is durable.
using Question = std::function<void(Book&, bool durable)>;

/// What comes in.
using Letter = std::variant<Order, Question, NewCalls, Told>;

class Writer {
  public:
    Writer(Book book, SqliteOptions options);
    ~Writer();  ///< after one more try
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void order(Order order);        ///< signalling thread; at once
    void remember(NewCalls calls);  ///< signalling thread; at once, and no order
    void remember(Told told);       ///< any thread; likewise
    void write_now();               ///< signalling thread; what was ordered so far
    std::uint64_t ordered() const;  ///< signalling thread
    void ask(Question question);    ///< any thread; answered on the store's thread, also while the disk fails
    void on_progress(std::function<void(Progress)> tell);                        ///< any thread
    Counters counters() const;                                                   ///< any thread
    runtime::SpreadNow commit_seconds() const { return commit_seconds_.now(); }  ///< any thread

  private:
    void run();
    bool wait();
    void take();
    void forget_old();
    void absorb(Order& order);
    void absorb(calls::Change& change, const std::string& tenant);
    bool commit();
    void write();
    void try_to_write();
    void succeeded(std::size_t changes, Watch::Clock::time_point began);
    void note_commit(Watch::Clock::duration took);
    void refused(const DatabaseError& error);
    void answer(bool durable);

    runtime::OneThread signalling_;  ///< who orders
    std::uint64_t asked_for_{};      ///< so many orders, by who orders
    const SqliteOptions options_;
    runtime::Mailbox<Letter> mailbox_;
    Reporter reporter_;
    Watch watch_;
    runtime::Bell bell_;
    std::atomic<bool> ending_{};

    // The store's thread.
    Book book_;
    std::vector<Letter> taken_;
    std::vector<Question> questions_;
    bool refused_{};                       ///< the disk, at the last try
    std::optional<Instant> forgotten_at_;  ///< when it was looked last for what is too old

    std::atomic<std::uint64_t> ordered_{}, absorbed_{};  ///< orders
    std::atomic<std::size_t> waiting_{};                 ///< changes
    std::atomic<std::uint64_t> written_{}, failed_{}, lost_{};
    std::atomic<std::int64_t> last_commit_us_{};
    runtime::Spread commit_seconds_{
        {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10}};
    std::thread thread_;  ///< last: everything above is there when it starts
};

}  // namespace layby::store
