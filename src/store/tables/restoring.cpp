#include "store/tables/restoring.hpp"

#include "runtime/log.hpp"

namespace layby::store {
namespace {

struct Taker {
    Restored& restored;
    Live& live;
    const Duration shift;
    const Seal* seal;

    /// One that can't be read goes: nobody would ever forget it.
    void take(Row row, const RecordKey& key, const std::string& text) const {
        auto record = decoded(key.kind, text, shift, seal);
        live.found(row, key, record && shift != Duration{} ? encoded(*record, seal) : text);
        if (record) return add(restored, std::move(*record));
        log::error("store: {} {} can't be read and is left out", name_of(key.kind), key.name);
        live.forget(key);
    }
};

}  // namespace

Opened go_on(Database database, const Moment& now, const Seal* seal) {
    Opened out{File(std::move(database)), {}, {}, {}};
    auto& [file, origins, restored, live] = out;
    Transaction transaction(file.database);
    const auto meta = read_meta(file.database);
    const bool first = meta.origins.start == 0;
    const Taker taker{restored, live, first ? Duration{} : shift_between(meta.anchor, now), seal};
    read_records(file.database,
                 [&](Row row, const RecordKey& key, const std::string& text) { taker.take(row, key, text); });
    live.begin_after(last_row(file.database));
    origins = meta.origins;
    restored.start = ++origins.start;
    restored.secret = origins.secret;
    if (taker.shift != Duration{}) live.change_all();
    live.write(file.records);
    file.meta.put(origins);
    file.meta.put_anchor(now);
    transaction.commit();
    live.written();
    return out;
}

}  // namespace layby::store
