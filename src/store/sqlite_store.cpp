// The driver for a single machine: one file, one thread that writes it.
#include <future>
#include <map>

#include "runtime/log.hpp"
#include "store/reader.hpp"
#include "store/store.hpp"
#include "store/tables/renewal.hpp"
#include "store/tables/schema.hpp"
#include "store/writing/writer.hpp"

namespace layby::store {
namespace {

/// None when the disk refuses, and a line in the log that says what.
template <class Read, class From>
auto rows_of(From&& from, const char* what, Read read) -> std::optional<decltype(read(from()))> try {
    return read(from());
} catch (const DatabaseError& error) {
    log::error("store: the {} can't be read: {}", what, error.what());
    return {};
}

/// The file, with who writes and who reads it.
struct OpenFile {
    OpenFile(std::filesystem::path its_path, Opened opened, const SqliteOptions& options)
        : path(std::move(its_path)),
          restored(std::move(opened.restored)),
          tenants(std::move(opened.tenants)),
          left_tenants(std::move(opened.left_tenants)),
          every_call(options.every_call),
          writer(Book(path, std::move(opened), options.history_entries, options.seal), options) {}

    const std::filesystem::path path;
    Restored restored;
    std::map<std::string, Restored> tenants;
    const std::vector<std::string> left_tenants;
    const bool every_call;
    Reader reader;
    Writer writer;  ///< before the reader it is gone: it still asks
};

class SqliteStore final : public Store, public Outbox {
  public:
    SqliteStore(std::shared_ptr<OpenFile> file, std::string tenant)
        : file_(std::move(file)),
          tenant_(std::move(tenant)),
          writer_(file_->writer),
          reader_(file_->reader) {}
    /// Whoever has asked something is answered while the writer is there: an answer may order more. A
    /// tenant's is gone before the one that it was had from, which waits for all.
    ~SqliteStore() override {
        if (tenant_.empty()) SqliteStore::drain();
    }

    std::unique_ptr<Store> of_tenant(const std::string& tenant) override {
        return std::make_unique<SqliteStore>(file_, tenant);
    }

    std::vector<std::string> left_tenants() const override { return file_->left_tenants; }

    Restored take_restored() override {
        return std::exchange(tenant_.empty() ? file_->restored : file_->tenants[tenant_], {});
    }

    void write_now() override { writer_.write_now(); }
    void keep(const sip::KeptRegistration& registration) override { put(registration); }
    void forget(DeviceId device) override { forget(key(Kind::registration, device)); }
    void keep(std::vector<calls::Change> turn) override { writer_.order(Turn{std::move(turn), tenant_}); }
    void keep(sip::KeptCall call) override { put(std::move(call)); }
    void forget(LegId call) override { forget(key(Kind::dialog, call)); }
    void keep(const sip::SubscriptionState& watch) override { put(watch); }
    void forget(sip::SubscriptionId watch) override { forget(key(Kind::subscription, watch)); }
    void ended(const calls::PastPark& park) override {
        writer_.order(NewEntry{park, machine_now().wall, tenant_});
    }

    void remember(std::vector<calls::PastCall> calls, std::vector<calls::CallStep> steps) override {
        if (!file_->every_call)
            calls.clear(), std::erase_if(steps, [](const auto& step) { return !step.park; });
        if (!calls.empty() || !steps.empty())
            writer_.remember({std::move(calls), std::move(steps), machine_now().wall, tenant_});
    }

    void note(AuditEntry entry) override {
        entry.at = machine_now().wall;
        entry.tenant = tenant_;
        writer_.order(std::move(entry));
    }

    /// Those elsewhere are the server's.
    Outbox* outbox() override { return tenant_.empty() ? this : nullptr; }
    void note(Told told) override { writer_.remember(std::move(told)); }
    void occurrences(std::uint64_t after, std::size_t limit, Reply<Occurrences> reply) override {
        writer_.ask([](Book& book, bool) { book.be_followed(); });
        tell("steps", std::move(reply),
             [after, limit](const Database& from) { return read_occurrences(from, after, limit); });
    }
    void told(Reply<std::vector<Told>> reply) override { tell("webhooks", std::move(reply), read_told); }
    void deliveries(std::string webhook, std::size_t limit, Reply<std::vector<Delivery>> reply) override {
        tell("deliveries", std::move(reply), [webhook = std::move(webhook), limit](const Database& from) {
            return read_deliveries(from, webhook, limit);
        });
    }

    std::uint64_t ordered() const override { return writer_.ordered(); }
    void on_progress(std::function<void(Progress)> tell) override { writer_.on_progress(std::move(tell)); }
    Counters counters() const override { return writer_.counters(); }
    runtime::SpreadNow commit_seconds() const override { return writer_.commit_seconds(); }

    void history(HistoryWanted wanted, std::function<void(Entries)> reply) override {
        tell("history", std::move(reply),
             [wanted = mine(std::move(wanted))](const Database& from) { return read_history(from, wanted); });
    }

    void past_calls(HistoryWanted wanted, std::function<void(Calls)> reply) override {
        tell("calls", std::move(reply),
             [wanted = mine(std::move(wanted))](const Database& from) { return read_calls(from, wanted); });
    }

    void steps(LegId call, std::function<void(Steps)> reply) override {
        tell("steps", std::move(reply),
             [call, tenant = tenant_](const Database& from) { return read_steps(from, call, tenant); });
    }

    void erase(std::string number, std::function<void(std::optional<std::size_t>)> reply) override {
        writer_.ask([number = std::move(number), reply = std::move(reply), tenant = tenant_](Book& book,
                                                                                             bool durable) {
            if (!durable) return reply({});
            const auto file = [&book]() -> Database& { return book.database(); };
            reply(rows_of(file, "history",
                          [&](Database& database) { return erase_number(database, number, tenant); }));
        });
    }

    void audit(std::size_t limit, std::function<void(Audit)> reply) override {
        tell("audit", std::move(reply),
             [limit, tenant = tenant_](const Database& from) { return read_audit(from, limit, tenant); });
    }

    bool drain() override {
        const auto done = std::make_shared<std::promise<bool>>();  // outlives the setting of its value
        writer_.ask([this, done](const Book&, bool durable) {
            reader_.ask([done, durable] { done->set_value(durable); });
        });
        return done->get_future().get();
    }

  private:
    void put(Record record) { writer_.order(Kept{std::move(record), tenant_}); }
    void forget(RecordKey gone) { writer_.order(store::of_tenant(tenant_, std::move(gone))); }
    HistoryWanted mine(HistoryWanted wanted) const {
        wanted.tenant = tenant_;
        return wanted;
    }

    /// With all that was ordered before; by a connection of its own, which knows the file that is there now.
    template <class Reply, class Read>
    void tell(const char* what, Reply reply, Read read) {
        writer_.ask(
            [file = file_.get(), what, reply = std::move(reply), read = std::move(read)](Book&, bool) {
                file->reader.ask([file, what, reply, read] {
                    reply(rows_of([file] { return Database(file->path); }, what, read));
                });
            });
    }

    const std::shared_ptr<OpenFile> file_;
    const std::string tenant_;
    Writer& writer_;
    Reader& reader_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file, SqliteOptions options) {
    finish_replacing(file);
    auto opened = open_file(file, options.now(), options.seal ? &*options.seal : nullptr, options.tenants);
    return std::make_unique<SqliteStore>(std::make_shared<OpenFile>(file, std::move(opened), options),
                                         std::string{});
}

}  // namespace layby::store
