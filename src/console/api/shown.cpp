#include "console/api/shown.hpp"

#include <algorithm>
#include <utility>

#include "console/api/refused.hpp"
#include "console/json.hpp"
#include "console/path.hpp"
#include "console/presence_text.hpp"
#include "console/query.hpp"

namespace layby::console {

using Result = calls::CommandResult;

namespace {

Answer slot_now(Feed& feed, const std::string& name, SlotNumber slot) {
    const auto* lot = feed.copy().lot(name);
    if (!lot) return refused(Result::no_such_lot, name, slot, {});
    if (const auto* park = feed.copy().parked_at(name, slot)) {
        auto answer = ok(parked_json(*park, feed.times()));
        answer.etag = etag_of(park->call.park);
        return answer;
    }
    const bool exists = lot->first <= slot && slot <= lot->last;
    return refused(exists ? Result::slot_empty : Result::no_such_slot, name, slot, {});
}

/// A browser can't send a field of its own when it opens a WebSocket.
std::string last_event_in(const Request& request) {
    return request.last_event_id.empty() ? in_query(request.target, "after").value_or("")
                                         : request.last_event_id;
}

}  // namespace

Routes ShownResources::routes() {
    using Self = ShownResources;
    return {
        {"GET", {"api", "v1", "lots"}, by(this, &Self::lots), Scope::viewer, Reach::some_lots},
        {"GET", {"api", "v1", "lots", "*"}, by(this, &Self::lot), Scope::viewer, Reach::some_lots},
        {"GET",
         {"api", "v1", "lots", "*", "slots", "*"},
         by(this, &Self::slot),
         Scope::viewer,
         Reach::some_lots},
        {"GET", {"api", "v1", "events"}, by(this, &Self::events), Scope::viewer, Reach::some_lots},
        {"GET", {"api", "v1", "calls"}, by(this, &Self::calls), Scope::viewer, Reach::some_lots},
        {"GET",
         {"api", "v1", "registrations"},
         by(this, &Self::registrations),
         Scope::viewer,
         Reach::some_lots},
        {"GET", {"api", "v1", "trunks"}, by(this, &Self::trunks), Scope::supervisor},
        {"GET", {"api", "v1", "trunks", "*"}, by(this, &Self::trunk), Scope::supervisor},
        {"GET", {"api", "v1", "presence"}, by(this, &Self::presences), Scope::supervisor, Reach::some_lots},
    };
}

void ShownResources::read(const Asked& asked, Answered answered, Render render) {
    auto feed = feeds_.seen_with(asked.guest.rights);
    if (feed->ready()) return answered(render(feed));
    unready_.push_back([feed = std::move(feed), answered = std::move(answered), render = std::move(render)] {
        answered(render(feed));
    });
}

void ShownResources::feed_moved() {
    feeds_.catch_up();
    if (!feeds_.whole().ready()) return;
    for (const auto& job : std::exchange(unready_, {})) job();
}

void ShownResources::lots(const Asked& asked, Answered answered) {
    read(asked, std::move(answered),
         [](const auto& feed) { return ok(lots_json(feed->copy(), feed->times())); });
}

void ShownResources::lot(const Asked& asked, Answered answered) {
    read(asked, std::move(answered), [name = asked.path[3]](const auto& feed) {
        const auto* lot = feed->copy().lot(name);
        return lot ? ok(lot_json(feed->copy(), *lot, feed->times()))
                   : refused(Result::no_such_lot, name, {}, {});
    });
}

void ShownResources::slot(const Asked& asked, Answered answered) {
    const auto slot = slot_number(asked.path[5]);
    if (!slot) return answered(bad_slot(asked.path[5]));
    read(asked, std::move(answered),
         [name = asked.path[3], slot = *slot](const auto& feed) { return slot_now(*feed, name, slot); });
}

void ShownResources::calls(const Asked& asked, Answered answered) {
    read(asked, std::move(answered),
         [](const auto& feed) { return ok(calls_json(feed->copy(), feed->times())); });
}

void ShownResources::registrations(const Asked& asked, Answered answered) {
    read(asked, std::move(answered),
         [](const auto& feed) { return ok(registrations_json(feed->copy(), feed->times())); });
}

void ShownResources::trunks(const Asked& asked, Answered answered) {
    read(asked, std::move(answered),
         [](const auto& feed) { return ok(trunks_json(feed->copy(), feed->times())); });
}

void ShownResources::trunk(const Asked& asked, Answered answered) {
    read(asked, std::move(answered), [name = asked.path[3]](const auto& feed) {
        const auto found = feed->copy().shown_trunk(name);
        return found ? ok(trunk_json(*found, feed->times()))
                     : refusal(404, "no_such_trunk", "there is no trunk \"" + name + "\"");
    });
}

void ShownResources::presences(const Asked& asked, Answered answered) {
    read(asked, std::move(answered), [](const auto& feed) { return ok(presences_json(feed->copy())); });
}

void ShownResources::events(const Asked& asked, Answered answered) {
    read(asked, std::move(answered),
         [id = last_event_in(asked.request), key = asked.guest.key,
          trunks = asked.guest.scope >= Scope::supervisor](const auto& feed) {
             Answer answer;
             answer.listen = {feed, feed->number_of(id), key, trunks};
             return answer;
         });
}

}  // namespace layby::console
