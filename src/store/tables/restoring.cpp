#include "store/tables/restoring.hpp"

#include <algorithm>

#include "runtime/log.hpp"

namespace layby::store {
namespace {

struct Taker {
    Restored& restored;
    std::map<std::string, Restored>& tenants;
    Live& live;
    const Duration shift;
    const Seal* seal;

    /// One that can't be read goes: nobody would ever forget it.
    void take(Row row, const RecordKey& key, const std::string& text) const {
        auto record = decoded(key.kind, text, shift, seal);
        live.found(row, key, record && shift != Duration{} ? encoded(*record, seal) : text);
        if (record) return add_to(key.tenant, std::move(*record));
        log::error("store: {} {} can't be read and is left out", name_of(key.kind), text_of(key));
        live.forget(key);
    }

    void add_to(const std::string& tenant, Record record) const {
        add(tenant.empty() ? restored : tenants[tenant], std::move(record));
    }
};

/// Who was not asked for is taken up only for the calls that are left. What else there is of that one stays
/// in the file: the next start may have the tenant again.
std::vector<std::string> keep_those_with_calls(std::map<std::string, Restored>& all,
                                               const std::vector<std::string>& wanted) {
    std::vector<std::string> left;
    for (auto at = all.begin(); at != all.end();) {
        const bool asked_for = std::ranges::find(wanted, at->first) != wanted.end();
        if (!asked_for && at->second.calls.legs.empty()) {
            at = all.erase(at);
            continue;
        }
        if (!asked_for) left.push_back(at->first);
        ++at;
    }
    return left;
}

}  // namespace

Opened go_on(Database database, const Moment& now, const Seal* seal,
             const std::vector<std::string>& tenants) {
    Opened out{File(std::move(database)), {}, {}, {}};
    auto& [file, origins, restored, live, of_tenants, left] = out;
    for (const auto& tenant : tenants) of_tenants[tenant];
    Transaction transaction(file.database);
    const auto meta = read_meta(file.database);
    const bool first = meta.origins.start == 0;
    const Taker taker{restored, of_tenants, live, first ? Duration{} : shift_between(meta.anchor, now), seal};
    read_records(file.database,
                 [&](Row row, const RecordKey& key, const std::string& text) { taker.take(row, key, text); });
    live.begin_after(last_row(file.database));
    origins = meta.origins;
    left = keep_those_with_calls(of_tenants, tenants);
    restored.start = ++origins.start;
    restored.secret = origins.secret;
    for (auto& [tenant, its] : of_tenants) its.start = ++origins.start;
    if (taker.shift != Duration{}) live.change_all();
    live.write(file.records);
    file.meta.put(origins);
    file.meta.put_anchor(now);
    transaction.commit();
    live.written();
    return out;
}

}  // namespace layby::store
