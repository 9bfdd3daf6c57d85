#include "layby/desk.hpp"

#include "layby/wiring.hpp"

namespace layby::app {
namespace {

void add_questions(console::Desk& desk, sip::Loop& loop, const calls::Switchboard& switchboard,
                   const sip::Endpoint& endpoint, const media::Engine& engine) {
    desk.lots = [&](auto reply) {
        loop.post([&, reply = std::move(reply)] { reply({switchboard.lots(), loop.now()}); });
    };
    desk.calls = [&](auto reply) {
        loop.post([&, reply = std::move(reply)] { reply(switchboard.calls(), loop.now()); });
    };
    desk.status = [&](auto reply) {
        loop.post([&, reply = std::move(reply)] {
            reply(counts_of(switchboard.counters(), endpoint.counters(), engine.counters()));
        });
    };
    desk.registrations = [&](auto reply) {
        loop.post([&, reply = std::move(reply)] {
            std::vector<console::Registration> out;
            for (const auto& view : endpoint.registrations()) out.push_back(registration_of(view));
            reply(std::move(out));
        });
    };
}

void add_orders(console::Desk& desk, sip::Loop& loop, calls::Switchboard& switchboard,
                const std::function<void()>& changed) {
    desk.retrieve = [&, changed](const auto& lot, auto slot, const auto& user, auto reply) {
        loop.post([&, changed, lot, slot, user, reply = std::move(reply)] {
            reply(switchboard.retrieve(lot, slot, user, loop.now()));
            changed();
        });
    };
    desk.release = [&, changed](const auto& lot, auto slot, auto reply) {
        loop.post([&, changed, lot, slot, reply = std::move(reply)] {
            reply(switchboard.release(lot, slot, loop.now()));
            changed();
        });
    };
}

}  // namespace

console::Desk desk_for(sip::Loop& loop, calls::Switchboard& switchboard, const sip::Endpoint& endpoint,
                       const media::Engine& engine, std::function<void()> changed,
                       std::function<void(std::function<void(std::vector<std::string>)>)> reload) {
    console::Desk desk;
    add_questions(desk, loop, switchboard, endpoint, engine);
    add_orders(desk, loop, switchboard, changed);
    desk.reload = std::move(reload);
    return desk;
}

}  // namespace layby::app
