#include "cluster/simulated_engine.hpp"

#include <algorithm>
#include <utility>

namespace layby::cluster {

void SimulatedStore::put(const std::string& key, const std::string& value, LeaseId lease) {
    keys[key] = {value, ++revision, lease};
    history.push_back({{key, value, revision}, false});
}

void SimulatedStore::remove(const std::string& key) {
    if (keys.erase(key) != 0) history.push_back({{key, {}, ++revision}, true});
}

void SimulatedStore::time_is(Instant at) {
    now = at;
    std::vector<std::string> gone;
    for (const auto& [key, entry] : keys)
        if (entry.lease != 0 && (!leases.contains(entry.lease) || leases[entry.lease].first <= now))
            gone.push_back(key);
    for (const auto& key : gone) remove(key);
    std::erase_if(leases, [&](const auto& lease) { return lease.second.first <= now; });
}

void SimulatedEngine::grant(Duration lasting, std::function<void(Granted)> done) {
    asked_.push_back([this, lasting, done = std::move(done)] {
        if (cut) return done({.trouble = Trouble::unavailable});
        store_.leases[++store_.last_lease] = {store_.now + lasting, lasting};
        done({Trouble::none, store_.last_lease, lasting});
    });
}

void SimulatedEngine::keep(LeaseId lease, std::function<void(Kept)> done) {
    asked_.push_back([this, lease, done = std::move(done)] {
        if (cut) return done({.trouble = Trouble::unavailable});
        const auto found = store_.leases.find(lease);
        if (found != store_.leases.end()) found->second.first = store_.now + found->second.second;
        done({Trouble::none, found != store_.leases.end()});
    });
}

void SimulatedEngine::revoke(LeaseId lease, std::function<void()> done) {
    asked_.push_back([this, lease, done = std::move(done)] {
        if (!cut) store_.leases.erase(lease);
        if (!cut) store_.time_is(store_.now);
        done();
    });
}

void SimulatedEngine::announce(const std::string& key, const std::string& value, LeaseId lease,
                               std::function<void(Announced)> done) {
    asked_.push_back([this, key, value, lease, done = std::move(done)] {
        if (cut || !store_.leases.contains(lease)) return done({Trouble::unavailable});
        store_.put(key, value, lease);
        done({Trouble::none});
    });
}

Written::Done SimulatedEngine::carry_out(const Step& step) {
    const auto found = store_.keys.find(step.key);
    const bool there = found != store_.keys.end();
    if ((there ? found->second.changed : 0) == step.if_changed) {
        if (step.what == Step::What::put) store_.put(step.key, step.value);
        if (step.what == Step::What::remove) store_.remove(step.key);
        for (const auto& [key, value] : step.also) value ? store_.put(key, *value) : store_.remove(key);
        return {true, {}};
    }
    if (!there) return {};
    return {false, KeyValue{step.key, found->second.value, found->second.changed}};
}

/// All changes of a transaction have one number, which is that of its answer.
void SimulatedEngine::write(const Terms& terms, std::vector<Step> steps, std::function<void(Written)> done) {
    asked_.push_back([this, terms, steps = std::move(steps), done = std::move(done)] {
        ++writes;
        most_steps = std::max(most_steps, static_cast<int>(steps.size()));
        std::size_t bytes = 0;
        for (const auto& step : steps) bytes += bytes_of(step);
        most_bytes = std::max(most_bytes, bytes);
        if (cut) return done({.trouble = Trouble::unavailable});
        const auto own = store_.keys.find(terms.ours);
        Written answer;
        answer.fenced =
            own == store_.keys.end() || own->second.lease != terms.lease || store_.keys.contains(terms.gone);
        const auto before = store_.revision;
        if (!answer.fenced)
            for (const auto& step : steps) answer.steps.push_back(carry_out(step));
        for (auto& event : store_.history)
            if (event.now.changed > before) event.now.changed = before + 1;
        for (auto& [key, entry] : store_.keys)
            if (entry.changed > before) entry.changed = before + 1;
        store_.revision = std::min(store_.revision, before + 1);
        answer.revision = store_.revision;
        if (answers_to_lose > 0 && answers_to_lose-- > 0) return done({.trouble = Trouble::unknown});
        done(answer);
    });
}

void SimulatedEngine::list(const std::string& prefix, std::function<void(Listed)> done) {
    asked_.push_back([this, prefix, done = std::move(done)] {
        if (cut) return done({.trouble = Trouble::unavailable});
        Listed out{Trouble::none, store_.revision, {}};
        for (const auto& [key, entry] : store_.keys)
            if (key.starts_with(prefix)) out.all.push_back({key, entry.value, entry.changed});
        done(out);
    });
}

void SimulatedEngine::watch(const std::string& prefix, Revision from, std::function<void(Heard)> heard) {
    watched_ = prefix;
    next_ = from;
    heard_ = std::move(heard);
}

bool SimulatedEngine::tell_watcher() {
    if (!heard_) return false;
    Heard out;
    out.over = cut || next_ <= store_.forgotten;
    out.forgotten = !cut && out.over;
    for (const auto& event : store_.history)
        if (!out.over && event.now.changed >= next_ && event.now.key.starts_with(watched_))
            out.events.push_back(event);
    if (!out.over && out.events.empty()) return false;
    out.revision = store_.revision;
    next_ = store_.revision + 1;
    const auto tell = heard_;
    if (out.over) heard_ = {};
    tell(out);
    return true;
}

bool SimulatedEngine::run() {
    const auto due = std::exchange(asked_, {});
    for (const auto& job : due) job();
    return tell_watcher() || !due.empty();
}

}  // namespace layby::cluster
