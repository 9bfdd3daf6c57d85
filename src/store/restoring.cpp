#include "store/restoring.hpp"

#include "runtime/log.hpp"

namespace layby::store {
namespace {

struct Taker {
    Restored& restored;
    Live& live;
    const calls::Duration shift;

    /// One that can't be read goes: nobody would ever forget it.
    void take(const RecordKey& key, const std::string& text) const {
        auto record = decoded(key.kind, text, shift);
        live.found(key, record && shift != calls::Duration{} ? encoded(*record) : text);
        if (record) return add(restored, std::move(*record));
        log::error("store: {} {} can't be read and is left out", name_of(key.kind), key.name);
        live.forget(key);
    }
};

}  // namespace

Opened go_on(Database database, const Moment& now) {
    Opened out{File(std::move(database)), {}, {}};
    auto& [file, restored, live] = out;
    Transaction transaction(file.database);
    const auto meta = read_meta(file.database);
    const Taker taker{restored, live, meta.start ? shift_between(meta.anchor, now) : calls::Duration{}};
    restored.start = meta.start + 1;
    restored.secret = meta.secret;
    read_records(file.database,
                 [&](const RecordKey& key, const std::string& text) { taker.take(key, text); });
    if (taker.shift != calls::Duration{}) live.change_all();
    live.write(file.records);
    file.meta.put_start(restored.start);
    file.meta.put_anchor(now);
    transaction.commit();
    live.written();
    return out;
}

}  // namespace layby::store
