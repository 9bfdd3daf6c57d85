// The driver for a single machine: one file, one thread that writes it.
#include <future>

#include "runtime/log.hpp"
#include "store/schema.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"
#include "store/writer.hpp"

namespace layby::store {
namespace {

sip::WallTime wall_now() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Store::Entries history_in(const Database& database, std::size_t limit) try {
    return read_history(database, limit);
} catch (const DatabaseError& error) {
    log::error("store: the history can't be read: {}", error.what());
    return {};
}

class SqliteStore final : public Store {
  public:
    SqliteStore(Database database, SqliteOptions options)
        : kept_(read_registrations(database)), writer_(std::move(database), options) {}

    std::vector<sip::KeptRegistration> registrations() const override { return kept_; }
    void keep(const sip::KeptRegistration& registration) override { writer_.order(registration); }
    void forget(calls::DeviceId device) override { writer_.order(device); }
    void ended(const calls::PastPark& park) override { writer_.order(NewEntry{park, wall_now()}); }
    Counters counters() const override { return writer_.counters(); }

    void history(std::size_t limit, std::function<void(Entries)> reply) override {
        writer_.ask([limit, reply = std::move(reply)](const Database& database, bool) {
            reply(history_in(database, limit));
        });
    }

    bool drain() override {
        const auto done = std::make_shared<std::promise<bool>>();  // outlives the setting of its value
        writer_.ask([done](const Database&, bool durable) { done->set_value(durable); });
        return done->get_future().get();
    }

  private:
    const std::vector<sip::KeptRegistration> kept_;
    Writer writer_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file, SqliteOptions options) {
    return std::make_unique<SqliteStore>(open_file(file), options);
}

}  // namespace layby::store
