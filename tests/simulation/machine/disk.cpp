#include "simulation/machine/disk.hpp"

#include "store/tables/renewal.hpp"
#include "store/tables/schema.hpp"

namespace layby::simulation {
namespace {

using store::Cases;
constexpr std::size_t history_entries = 1000;
constexpr Duration retry = 1s, patience = 2s;
constexpr Duration told_all_the_same = 250ms;  ///< the gate's patience

store::Moment moment() {
    const auto wall = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return {"the only boot", now(), wall};
}

}  // namespace

/// The store of one process.
class StoreOnDisk final : public store::Store {
  public:
    explicit StoreOnDisk(Disk& disk) : StoreOnDisk(disk, store::open_file(disk.file_, moment())) {}
    StoreOnDisk(Disk& disk, store::Opened opened)
        : disk_(disk),
          life_(disk.life_),
          restored_(std::move(opened.restored)),
          book_(disk.file_, std::move(opened), history_entries) {
        disk_.in_trouble_ = [this] {
            notice_exposed();
            return progress_.durable < exposed_;
        };
    }

    /// Whoever is killed doesn't tidy up: what is in the write-ahead log stays there.
    ~StoreOnDisk() override {
        disk_.in_trouble_ = nullptr;
        sqlite3_db_config(book_.database().get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }

    store::Restored take_restored() override { return std::exchange(restored_, {}); }

    void keep(const sip::KeptRegistration& registration) override { order(store::Record(registration)); }
    void forget(DeviceId device) override { order(store::key(store::Kind::registration, device)); }
    void keep(std::vector<calls::Change> turn) override { order(std::move(turn)); }
    void keep(sip::KeptCall call) override { order(store::Record(std::move(call))); }
    void forget(LegId call) override { order(store::key(store::Kind::dialog, call)); }
    void keep(const sip::SubscriptionState& watch) override { order(store::Record(watch)); }
    void forget(sip::SubscriptionId watch) override { order(store::key(store::Kind::subscription, watch)); }
    void ended(const calls::PastPark& park) override { order(store::NewEntry{park, moment().wall}); }

    void remember(std::vector<calls::PastCall> calls, std::vector<calls::CallStep> steps) override {
        if (alive()) remembered_.push_back({std::move(calls), std::move(steps), moment().wall});
    }

    void note(store::AuditEntry entry) override {
        entry.at = moment().wall;
        order(std::move(entry));
    }

    void write_now() override {
        asked_ = true;
        if (!alive() || waiting_.empty() || std::exchange(busy_, true)) return;
        later(1ms, &StoreOnDisk::begin);
    }
    std::uint64_t ordered() const override { return ordered_; }
    void on_progress(std::function<void(store::Progress)> tell) override {
        tell_ = std::move(tell);
        if (tell_) tell_(progress_);
    }
    store::Counters counters() const override {
        return {.queued = static_cast<std::size_t>(ordered_ - progress_.durable),
                .written = written_,
                .failed = failed_,
                .lost = 0,
                .failing = progress_.failing,
                .last_commit = {}};
    }
    runtime::SpreadNow commit_seconds() const override { return {}; }
    void history(store::HistoryWanted wanted, std::function<void(Entries)> reply) override {
        reply(store::read_history(book_.database(), wanted));
    }
    void past_calls(store::HistoryWanted wanted, std::function<void(Calls)> reply) override {
        reply(store::read_calls(book_.database(), wanted));
    }
    void steps(LegId call, std::function<void(Steps)> reply) override {
        reply(store::read_steps(book_.database(), call));
    }
    void erase(std::string number, std::function<void(std::optional<std::size_t>)> reply) override {
        reply(store::erase_number(book_.database(), number));
    }
    void audit(std::size_t limit, std::function<void(Audit)> reply) override {
        reply(store::read_audit(book_.database(), limit));
    }
    bool drain() override {
        absorb_waiting();
        return write();
    }

  private:
    using Order = std::variant<std::vector<calls::Change>, store::Record, store::RecordKey, store::NewEntry,
                               store::AuditEntry>;

    /// Unless its process is dead.
    bool alive() const { return life_ == disk_.life_; }
    void later(Duration wait, void (StoreOnDisk::*step)()) {
        disk_.agenda_.after(wait, [this, disk = &disk_, life = life_, step] {
            if (life == disk->life_) (this->*step)();
        });
    }

    void order(Order order) {
        if (!alive()) return;
        undurable_.push_back(now());
        ++ordered_;
        notice_exposed();
        waiting_.push_back(std::move(order));
    }

    void begin() {
        asked_ = false;
        absorb_waiting();
        const auto pause = disk_.pause();
        if (pause > patience) later(patience, &StoreOnDisk::doubt);
        later(pause, &StoreOnDisk::commit);
        in_doubt_ = pause > patience;
    }
    /// As the watch that the real store has on its own thread.
    void doubt() {
        if (in_doubt_) tell({progress_.durable, true});
    }
    void commit() {
        in_doubt_ = false;
        const bool written = write();
        later(written ? 1ms : retry, written ? &StoreOnDisk::report : &StoreOnDisk::begin);
    }
    void report() {
        notice_exposed();
        undurable_.erase(undurable_.begin(),
                         undurable_.end() - static_cast<std::ptrdiff_t>(ordered_ - absorbed_));
        tell({absorbed_, false});
        busy_ = false;
        if (asked_ && !waiting_.empty()) write_now();
    }

    /// While the disk refuses, or has been waited for for too long, phones are told at once whatever is
    /// ordered.
    void notice_exposed() {
        const bool late = !undurable_.empty() && undurable_.front() + told_all_the_same <= now();
        if (late || progress_.failing) exposed_ = ordered_;
    }

    bool write() try {
        const auto changes = book_.waiting();
        book_.write(moment(), store::Book::Past::when_due);
        written_ += changes;
        return true;
    } catch (const store::DatabaseError& error) {
        ++failed_;
        disk_.ladder_.note(std::string("the disk refuses: ") + error.what());
        tell({progress_.durable, true});
        return false;
    }

    void tell(store::Progress progress) {
        if (std::exchange(progress_, progress) != progress && tell_) tell_(progress);
    }

    void absorb_waiting() {
        for (auto& order : std::exchange(waiting_, {})) absorb(order), ++absorbed_;
        for (auto& calls : std::exchange(remembered_, {})) book_.add(std::move(calls));
    }
    void absorb(Order& order) {
        std::visit(Cases{[this](std::vector<calls::Change>& turn) {
                             for (auto& change : turn) absorb(change);
                         },
                         [this](const store::Record& record) { book_.put(record); },
                         [this](const store::RecordKey& key) { book_.forget(key); },
                         [this](store::NewEntry& entry) { book_.add(std::move(entry)); },
                         [this](store::AuditEntry& noted) { book_.add(std::move(noted)); }},
                   order);
    }
    void absorb(calls::Change& change) {
        std::visit(Cases{[this](auto& record) { book_.put(store::Record(std::move(record))); },
                         [this](calls::PresenceOver& over) { book_.forget(store::key_of(over)); },
                         [this](calls::HandSetOver& over) { book_.forget(store::key_of(over)); },
                         [this]<class Tag>(Id<Tag> id) { book_.forget(store::key_of(id)); }},
                   change);
    }

    Disk& disk_;
    const std::uint64_t life_;
    store::Restored restored_;
    store::Book book_;
    std::vector<store::NewCalls> remembered_;
    std::vector<Order> waiting_;
    std::uint64_t ordered_{}, absorbed_{}, written_{}, failed_{};
    bool busy_{}, in_doubt_{};
    bool asked_{};                   ///< somebody waits for what isn't absorbed yet
    std::deque<Instant> undurable_;  ///< when each order came that isn't durable
    std::uint64_t exposed_{};  ///< orders up to here may have been told of although they weren't durable
    store::Progress progress_;
    std::function<void(store::Progress)> tell_;
};

Disk::Disk(Agenda& agenda, Ladder& ladder, Chance chance, std::filesystem::path file)
    : agenda_(agenda), ladder_(ladder), chance_(chance), file_(std::move(file)) {
    sqlite3_vfs_find("treacherous")->xRandomness = [](sqlite3_vfs*, int bytes, char* to) {
        for (int i = 0; i < bytes; ++i) to[i] = static_cast<char>(machine().chance());
        return bytes;
    };
    sqlite3_randomness(0, nullptr);  // begins anew
}

Disk::~Disk() = default;

std::unique_ptr<store::Store> Disk::open() {
    ++life_;
    store::finish_replacing(file_);
    return std::make_unique<StoreOnDisk>(*this);
}

void Disk::feel(const Temper& temper) {
    temper_ = temper;
    treacherous_.betray(temper.treachery, temper.betrays_every);
}

OnDisk Disk::look() const {
    OnDisk out;
    const store::Database database(file_);
    store::read_records(database, [&](store::Row, const store::RecordKey& key, const std::string& text) {
        const auto record = store::decoded(key.kind, text, {});
        if (!record) throw std::runtime_error("a record can't be read: " + key.name);
        std::visit(
            Cases{[&](const calls::Leg& leg) { out.legs.insert(leg.id.value); },
                  [&](const sip::KeptCall& call) {
                      out.dialogs.insert(call.dialog.leg.value);
                      out.call_ids[call.dialog.leg.value] = call.dialog.name.call_id;
                  },
                  [&](const calls::KeptPark& park) { out.slots.insert(park.park.slot.text()); },
                  [&](const calls::Ring&) { ++out.rings; }, [&](const calls::Transfer&) { ++out.transfers; },
                  [&](const sip::KeptRegistration&) { ++out.registrations; },
                  [&](const sip::SubscriptionState&) { ++out.subscriptions; }, [](const auto&) {}},
            *record);
    });
    return out;
}

}  // namespace layby::simulation
