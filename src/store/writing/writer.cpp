#include "store/writing/writer.hpp"

#include <pthread.h>

#include "runtime/check.hpp"
#include "runtime/log.hpp"

namespace layby::store {
namespace {

/// So long at most waits what nobody waits for.
constexpr std::chrono::milliseconds between_looks = std::chrono::seconds{10};
/// How often it is looked for what is too old, but for the first time.
constexpr auto between_forgetting = std::chrono::hours{1};

}  // namespace

Writer::Writer(Book book, SqliteOptions options)
    : options_(std::move(options)),
      reporter_(options_.complain_again),
      watch_(options_.patience, [this] { reporter_.failing("the disk doesn't answer"); }),
      book_(std::move(book)),
      thread_([this] { run(); }) {}

Writer::~Writer() {
    ending_ = true;
    bell_.ring_loudly();
    thread_.join();
    if (book_.waiting() > 0) log::error("store: {} changes are lost: the disk refused them", book_.waiting());
}

void Writer::order(Order order) {
    CHECK(signalling_.is_ours());
    ordered_.fetch_add(1, std::memory_order_relaxed);
    mailbox_.put(std::move(order));
}

void Writer::remember(NewCalls calls) {
    CHECK(signalling_.is_ours());
    mailbox_.put(std::move(calls));
}

void Writer::remember(Told told) { mailbox_.put(std::move(told)); }

void Writer::write_now() {
    CHECK(signalling_.is_ours());
    if (std::exchange(asked_for_, ordered()) != ordered()) bell_.ring();
}

std::uint64_t Writer::ordered() const { return ordered_.load(std::memory_order_relaxed); }

void Writer::ask(Question question) {
    mailbox_.put(std::move(question));
    bell_.ring_loudly();
}

void Writer::on_progress(std::function<void(Progress)> tell) { reporter_.on_progress(std::move(tell)); }

void Writer::run() {
    pthread_setname_np(pthread_self(), "store");
    for (bool more = true; more;) {
        more = wait();
        take();
        answer(commit());
        forget_old();
    }
}

/// For something to do, or while the disk fails, for the next try. False at the end. Orders gather until
/// somebody waits for one of them, and while a commit is under way.
bool Writer::wait() {
    refused_ ? bell_.pause(options_.retry) : bell_.wait(book_.gathers() ? Book::gathering : between_looks);
    bell_.silence();
    return !ending_;
}

void Writer::take() {
    mailbox_.take(taken_);
    for (auto& one : taken_) {
        if (auto* order = std::get_if<Order>(&one))
            absorb(*order), ++absorbed_;
        else if (auto* calls = std::get_if<NewCalls>(&one))
            book_.add(std::move(*calls));
        else if (auto* told = std::get_if<Told>(&one))
            book_.add(std::move(*told));
        else
            questions_.push_back(std::move(std::get<Question>(one)));
    }
    if (refused_) lost_ += book_.shorten_waiting(options_.waiting_entries);
    waiting_ = book_.waiting();
}

void Writer::absorb(Order& order) {
    std::visit(Cases{[this](Turn& turn) {
                         for (auto& change : turn.changes) absorb(change, turn.tenant);
                     },
                     [this](const Kept& kept) { book_.put(kept.record, kept.tenant); },
                     [this](const RecordKey& key) { book_.forget(key); },
                     [this](NewEntry& entry) { book_.add(std::move(entry)); },
                     [this](AuditEntry& entry) { book_.add(std::move(entry)); }},
               order);
}

void Writer::absorb(calls::Change& change, const std::string& tenant) {
    const auto forget = [&](const auto& what) { book_.forget(of_tenant(tenant, key_of(what))); };
    std::visit(
        Cases{[&](auto& record) { book_.put(Record(std::move(record)), tenant); },
              [&](calls::PresenceOver& over) { forget(over); },
              [&](calls::HandSetOver& over) { forget(over); }, [&]<class Tag>(Id<Tag> id) { forget(id); }},
        change);
}

/// True when nothing waits any more.
bool Writer::commit() try {
    write();
    return true;
} catch (const DatabaseError& error) {
    refused(error);
    return false;
}

void Writer::write() try { try_to_write(); } catch (const DatabaseError& error) {
    if (!error.damaged()) throw;
    refused(error);
    if (!book_.renew(options_.now())) throw;
    try_to_write();
}

void Writer::try_to_write() {
    const auto changes = book_.waiting();
    const auto began = Watch::Clock::now();
    const bool all = ending_ || !questions_.empty();
    {
        const Watch::During watched(watch_);
        book_.write(options_.now(), all ? Book::Past::now : Book::Past::when_due);
    }
    succeeded(changes - book_.waiting(), began);
}

void Writer::succeeded(std::size_t changes, Watch::Clock::time_point began) {
    if (changes > 0) note_commit(Watch::Clock::now() - began);
    written_ += changes;
    waiting_ = book_.waiting();
    refused_ = false;
    reporter_.durable(absorbed_);
}

/// A few thousand rows at a time: whoever waits for the disk doesn't wait for all that has become too old.
/// What can't be deleted stays: nobody is refused anything for it.
void Writer::forget_old() try {
    if (options_.history_age.count() == 0 || refused_) return;
    const Watch::During watched(watch_);
    const auto now = options_.now();
    if (forgotten_at_ && now.monotonic < *forgotten_at_ + between_forgetting) return;
    const auto before = std::exchange(forgotten_at_, now.monotonic);
    const bool more = forget_before(book_.database(), now.wall - options_.history_age);
    if (more) forgotten_at_ = before;
} catch (const DatabaseError& error) {
    log::error("the history can't be shortened: {}", error.what());
    if (error.damaged()) book_.renew(options_.now());
}

void Writer::note_commit(Watch::Clock::duration took) {
    last_commit_us_ = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    commit_seconds_.note(std::chrono::duration<double>(took).count());
}

void Writer::refused(const DatabaseError& error) {
    ++failed_;
    refused_ = true;
    reporter_.failing(error.what());
}

void Writer::answer(bool durable) {
    for (const auto& question : std::exchange(questions_, {})) question(book_, durable);
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
