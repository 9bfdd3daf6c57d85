// The driver for a single machine: one file, one thread that writes it.
#include <future>

#include "runtime/log.hpp"
#include "store/renewal.hpp"
#include "store/schema.hpp"
#include "store/store.hpp"
#include "store/writer.hpp"

namespace layby::store {
namespace {

/// None when the disk refuses, and a line in the log that says what.
template <class Rows>
std::optional<Rows> rows_of(Book& book, Rows (*read)(const Database&, std::size_t), std::size_t limit,
                            const char* what) try {
    return read(book.database(), limit);
} catch (const DatabaseError& error) {
    log::error("store: the {} can't be read: {}", what, error.what());
    return {};
}

class SqliteStore final : public Store {
  public:
    SqliteStore(Restored restored, Book book, SqliteOptions options)
        : restored_(std::move(restored)), writer_(std::move(book), std::move(options)) {}

    Restored take_restored() override { return std::exchange(restored_, {}); }

    void write_now() override { writer_.write_now(); }
    void keep(const sip::KeptRegistration& registration) override { writer_.order(Record(registration)); }
    void forget(DeviceId device) override { writer_.order(key(Kind::registration, device)); }
    void keep(std::vector<calls::Change> turn) override { writer_.order(std::move(turn)); }
    void keep(sip::KeptCall call) override { writer_.order(Record(std::move(call))); }
    void forget(LegId call) override { writer_.order(key(Kind::dialog, call)); }
    void keep(const sip::SubscriptionState& watch) override { writer_.order(Record(watch)); }
    void forget(sip::SubscriptionId watch) override { writer_.order(key(Kind::subscription, watch)); }
    void ended(const calls::PastPark& park) override { writer_.order(NewEntry{park, machine_now().wall}); }

    void note(AuditEntry entry) override {
        entry.at = machine_now().wall;
        writer_.order(std::move(entry));
    }

    std::uint64_t ordered() const override { return writer_.ordered(); }
    void on_progress(std::function<void(Progress)> tell) override { writer_.on_progress(std::move(tell)); }
    Counters counters() const override { return writer_.counters(); }

    void history(std::size_t limit, std::function<void(Entries)> reply) override {
        writer_.ask([limit, reply = std::move(reply)](Book& book, bool) {
            reply(rows_of(book, read_history, limit, "history"));
        });
    }

    void audit(std::size_t limit, std::function<void(Audit)> reply) override {
        writer_.ask([limit, reply = std::move(reply)](Book& book, bool) {
            reply(rows_of(book, read_audit, limit, "audit"));
        });
    }

    bool drain() override {
        const auto done = std::make_shared<std::promise<bool>>();  // outlives the setting of its value
        writer_.ask([done](const Book&, bool durable) { done->set_value(durable); });
        return done->get_future().get();
    }

  private:
    Restored restored_;
    Writer writer_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file, SqliteOptions options) {
    finish_replacing(file);
    auto opened = open_file(file, options.now());
    auto restored = std::move(opened.restored);
    return std::make_unique<SqliteStore>(
        std::move(restored), Book(file, std::move(opened), options.history_entries), std::move(options));
}

}  // namespace layby::store
