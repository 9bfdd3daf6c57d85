#include "console/api/shown.hpp"

#include <utility>

#include "console/api/refused.hpp"
#include "console/json.hpp"
#include "console/path.hpp"

namespace layby::console {

using Result = calls::CommandResult;

Routes ShownResources::routes() {
    using Self = ShownResources;
    return {
        {"GET", {"api", "v1", "lots"}, by(this, &Self::lots), Scope::viewer},
        {"GET", {"api", "v1", "lots", "*"}, by(this, &Self::lot), Scope::viewer},
        {"GET", {"api", "v1", "lots", "*", "slots", "*"}, by(this, &Self::slot), Scope::viewer},
        {"GET", {"api", "v1", "events"}, by(this, &Self::events), Scope::viewer},
        {"GET", {"api", "v1", "calls"}, by(this, &Self::calls), Scope::viewer},
        {"GET", {"api", "v1", "registrations"}, by(this, &Self::registrations), Scope::viewer},
    };
}

void ShownResources::read(Answered answered, std::function<Answer()> render) {
    feed_.catch_up();
    if (feed_.ready()) return answered(render());
    unready_.push_back([answered = std::move(answered), render = std::move(render)] { answered(render()); });
}

void ShownResources::feed_moved() {
    feed_.catch_up();
    if (!feed_.ready()) return;
    for (const auto& job : std::exchange(unready_, {})) job();
}

void ShownResources::lots(const Asked&, Answered answered) {
    read(std::move(answered), [this] { return ok(lots_json(feed_.copy(), feed_.times())); });
}

void ShownResources::lot(const Asked& asked, Answered answered) {
    read(std::move(answered), [this, name = asked.path[3]] {
        const auto* lot = feed_.copy().lot(name);
        return lot ? ok(lot_json(feed_.copy(), *lot, feed_.times()))
                   : refused(Result::no_such_lot, name, {}, {});
    });
}

void ShownResources::slot(const Asked& asked, Answered answered) {
    const auto slot = slot_number(asked.path[5]);
    if (!slot) return answered(bad_slot(asked.path[5]));
    read(std::move(answered), [this, name = asked.path[3], slot = *slot] { return slot_now(name, slot); });
}

Answer ShownResources::slot_now(const std::string& name, SlotNumber slot) {
    const auto* lot = feed_.copy().lot(name);
    if (!lot) return refused(Result::no_such_lot, name, slot, {});
    if (const auto* park = feed_.copy().parked_at(name, slot)) {
        auto answer = ok(parked_json(*park, feed_.times()));
        answer.etag = etag_of(park->call.park);
        return answer;
    }
    const bool exists = lot->first <= slot && slot <= lot->last;
    return refused(exists ? Result::slot_empty : Result::no_such_slot, name, slot, {});
}

void ShownResources::calls(const Asked&, Answered answered) {
    read(std::move(answered), [this] { return ok(calls_json(feed_.copy(), feed_.times())); });
}

void ShownResources::registrations(const Asked&, Answered answered) {
    read(std::move(answered), [this] { return ok(registrations_json(feed_.copy(), feed_.times())); });
}

void ShownResources::events(const Asked& asked, Answered answered) {
    read(std::move(answered), [this, id = asked.request.last_event_id, key = asked.guest.key] {
        Answer answer;
        answer.listen = {feed_.number_of(id), key};
        return answer;
    });
}

}  // namespace layby::console
