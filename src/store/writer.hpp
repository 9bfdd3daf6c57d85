// The store's thread: takes orders, makes many of them durable with one commit, tries again what the disk
// refused, answers questions in between. Owned by the driver; the database is this thread's alone.
#pragma once
#include <atomic>
#include <deque>
#include <functional>
#include <thread>
#include <variant>
#include <vector>

#include "runtime/bell.hpp"
#include "runtime/mailbox.hpp"
#include "store/database.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

namespace layby::store {

using Order = std::variant<sip::KeptRegistration, calls::DeviceId, NewEntry>;
/// Asked after everything that was ordered before it has been tried: whether all of that is durable.
using Question = std::function<void(const Database&, bool durable)>;

class Writer {
  public:
    Writer(Database database, SqliteOptions options);
    ~Writer();  ///< after one more try
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void order(Order order);      ///< any thread; at once
    void ask(Question question);  ///< any thread; answered on the store's thread, also while the disk fails
    Counters counters() const;    ///< any thread

  private:
    void run();
    bool wait();
    void take();
    bool commit();
    void write_all();
    void write(const Order& order);
    void apply(const Order& order);
    void succeeded(std::chrono::steady_clock::time_point began);
    void refused(const DatabaseError& error);
    void answer(bool durable);

    Database database_;
    const SqliteOptions options_;
    runtime::Mailbox<std::variant<Order, Question>> mailbox_;

    runtime::Bell bell_;
    std::atomic<bool> ending_{};

    // The store's thread.
    std::vector<std::variant<Order, Question>> taken_;
    std::deque<Order> waiting_;  ///< not durable yet
    std::vector<Question> questions_;
    std::size_t new_entries_{};  ///< since the history was shortened
    std::size_t hopeless_{};     ///< orders of this commit that were left out
    bool failing_{};

    std::atomic<std::size_t> queued_{};
    std::atomic<std::uint64_t> written_{}, failed_{}, lost_{};
    std::atomic<std::int64_t> last_commit_us_{};
    std::thread thread_;  ///< last: everything above is there when it starts
};

}  // namespace layby::store
