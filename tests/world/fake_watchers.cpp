#include "world/fake_watchers.hpp"

#include <utility>

namespace layby::world {
namespace {

const char* text(calls::WatchedSlot::State state) {
    switch (state) {
        case calls::WatchedSlot::State::free:
            return "free";
        case calls::WatchedSlot::State::parked:
            return "parked";
        case calls::WatchedSlot::State::ringing:
            return "ringing";
        case calls::WatchedSlot::State::retrieving:
            return "retrieving";
    }
    return "?";
}

const char* text(calls::WatchedUser::State state) {
    switch (state) {
        case calls::WatchedUser::State::idle:
            return "idle";
        case calls::WatchedUser::State::ringing:
            return "ringing";
        case calls::WatchedUser::State::busy:
            return "busy";
    }
    return "?";
}

template <class Table, class Key, class Seen>
bool note(Table& table, const Key& key, const Seen& seen) {
    const auto before = table.find(key);
    const bool rests = seen.state == typename Seen::State{};
    const bool news = before == table.end() ? !rests : !(before->second == seen);
    if (rests)
        table.erase(key);
    else
        table[key] = seen;
    return news;
}

}  // namespace

void FakeWatchers::see(const calls::WatchedSlot& slot) {
    const auto line = slot.slot.text() + ' ' + text(slot.state);
    if (!note(slots, slot.slot, slot)) mistakes.push_back("told again: " + line);
    const bool taken = slot.state != calls::WatchedSlot::State::free;
    if (taken != static_cast<bool>(slot.park)) mistakes.push_back("without its call: " + line);
    news_.push_back(line);
}

void FakeWatchers::see(const calls::WatchedUser& user) {
    const auto line = user.user + ' ' + text(user.state);
    if (!note(users, user.user, user)) mistakes.push_back("told again: " + line);
    news_.push_back(line);
}

void FakeWatchers::see(const calls::WatchedPresence& presence) {
    const auto& [user, on] = presence;
    const auto line = user + (on ? " undisturbed" : " disturbable");
    const bool news = on ? undisturbed.insert(user).second : undisturbed.erase(user) != 0;
    if (!news) mistakes.push_back("told again: " + line);
    news_.push_back(line);
}

void FakeWatchers::see(const calls::WatchedHours& hours) {
    const auto line = hours.code + (hours.closed ? " closed" : " open");
    const bool news = hours.closed ? closed.insert(hours.code).second : closed.erase(hours.code) != 0;
    if (!news) mistakes.push_back("told again: " + line);
    news_.push_back(line);
}

std::vector<std::string> FakeWatchers::news() { return std::exchange(news_, {}); }

}  // namespace layby::world
