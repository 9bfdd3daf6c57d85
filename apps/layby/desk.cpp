#include "layby/desk.hpp"

#include "layby/each.hpp"

#include "layby/wiring.hpp"
#include "recordings/recorder.hpp"
#include "runtime/log.hpp"

namespace layby::app {
namespace {

void add_questions(console::Desk& desk, const Parts& parts) {
    // Lambdas can't capture structured bindings under clang 14.
    auto& loop = parts.loop;
    auto& house = parts.house;
    desk.now = [&] { return loop.now(); };
    desk.everything = [&](auto reply) {
        loop.post([&, reply = std::move(reply)] {
            const auto& switchboard = house.switchboard();
            reply({switchboard.shown(), by_user(house.endpoint().registrations(), switchboard, loop.now()),
                   trunks_of(house.endpoint().trunks(), switchboard)});
        });
    };
    desk.rtp_ports = parts.rtp_ports;
    const auto& way = parts.engine.way();
    desk.media_way = {std::string{text_of(way.way)}, way.why_not_next};
}

/// Of the server, with all its tenants.
void add_status(console::Desk& desk, const Parts& parts) {
    auto& loop = parts.loop;
    auto& houses = parts.houses;
    auto& front = parts.front;
    const auto& engine = parts.engine;
    const auto& closing = parts.closing;
    auto* store = parts.store;
    desk.status = [&, store](auto reply) {
        loop.post([&, store, reply = std::move(reply)] {
            const auto kept = store ? std::optional(store->counters()) : std::nullopt;
            reply(counts_of(houses.counters(), front.counters(), engine.counters(), kept,
                            {houses.first().start(), closing.draining()}));
        });
    };
    desk.networks = [&](auto reply) {
        loop.post([&, reply = std::move(reply)] { reply(networks_of(front.networks())); });
    };
    if (store) desk.commits = [store] { return store->commit_seconds(); };
}

/// Of a tenant alone.
void add_own_status(console::Desk& desk, const Parts& parts) {
    desk.status = [&loop = parts.loop, &house = parts.house](auto reply) {
        loop.post([&house, reply = std::move(reply)] {
            reply(tenant_counts_of(house.switchboard().counters(), house.endpoint().counters()));
        });
    };
}

std::optional<console::PhoneLogin> phone_login_of(const sip::Endpoint& endpoint, const std::string& user) {
    const auto login = endpoint.pass(user);
    if (!login) return {};
    return console::PhoneLogin{endpoint.realm(), login->name, login->password, login->until};
}

void add_browsers(console::Desk& desk, const Parts& parts) {
    desk.browser = parts.front.door_for_browsers();
    if (!desk.browser) return;
    desk.log_in_phone = [&loop = parts.loop, &endpoint = parts.house.endpoint()](const auto& user,
                                                                                 auto reply) {
        loop.post([&endpoint, user, reply = std::move(reply)] { reply(phone_login_of(endpoint, user)); });
    };
}

void add_lamps(console::Desk& desk, sip::Loop& loop, sip::Endpoint& endpoint) {
    desk.lamps = [&](auto reply) {
        loop.post([&, reply = std::move(reply)] {
            std::vector<console::Lamp> out;
            for (auto& [user, address, kind, of, profile, left, confirmed] : endpoint.lamps())
                out.push_back({user, address, kind, of, profile,
                               std::chrono::duration_cast<std::chrono::seconds>(left).count(), confirmed});
            reply(std::move(out));
        });
    };
}

void add_bans(console::Desk& desk, sip::Loop& loop, sip::Front& front) {
    desk.bans = [&](auto reply) {
        loop.post([&, reply = std::move(reply)] {
            std::vector<console::Ban> out;
            for (const auto& ban : front.bans()) out.push_back(ban_of(ban));
            reply(std::move(out));
        });
    };
    desk.unban = [&](const auto& source, auto reply) {
        loop.post([&, source, reply = std::move(reply)] { reply(front.lift_ban(source)); });
    };
}

/// The tape is read on the thread of who asks.
void add_messages(console::Desk& desk, sip::Loop& loop, trace::Tape& tape) {
    desk.messages = [&](const auto& wanted) -> std::optional<std::vector<trace::Message>> {
        if (!tape.on()) return {};
        return trace::messages(tape, wanted, loop.now());
    };
    desk.forget_old_messages = [&] { tape.forget_old(loop.now()); };
}

/// The store answers by itself: the signalling thread has nothing to do with it.
void add_history(console::Desk& desk, store::Store* store) {
    if (!store) return;
    desk.history = [store](const auto& wanted, auto reply) {
        store->history(wanted_of(wanted), each(std::move(reply), past_call_of));
    };
    desk.past_calls = [store](const auto& wanted, auto reply) {
        store->past_calls(wanted_of(wanted), each(std::move(reply), ended_call_of));
    };
    desk.steps = [store](LegId call, auto reply) {
        store->steps(call, each(std::move(reply), past_step_of));
    };
}

/// Call-back tasks and messages are the signalling thread's, the rest is the store's. What is forgotten there
/// first is gone from the file when the store has answered.
void add_erasing(console::Desk& desk, const Parts& parts) {
    if (!parts.store) return;
    desk.erase = [&loop = parts.loop, &house = parts.house, store = parts.store](const auto& number,
                                                                                 auto reply) {
        loop.post([&, store, number, reply = std::move(reply)] {
            std::size_t tasks{}, messages{};
            house.turns().carry_out(house.switchboard().erase_tasks(number, tasks, loop.now()));
            house.turns().carry_out(house.switchboard().erase_messages(number, messages, loop.now()));
            store->erase(number, [others = tasks + messages, reply](auto entries) {
                reply(entries ? std::optional(*entries + others) : std::nullopt);
            });
        });
    };
}

console::Audited audited_of(const store::AuditEntry& one) {
    return {one.id, one.at, one.who, one.from, one.what, one.status};
}

/// The store takes orders on the signalling thread alone. Whoever reads comes the same way, and so after what
/// was noted before.
void add_audit(console::Desk& desk, sip::Loop& loop, store::Store* store) {
    if (!store) return;
    desk.note = [&loop, store](const console::Audited& entry) {
        loop.post([store, entry] {
            store->note({.who = entry.who, .from = entry.from, .what = entry.what, .status = entry.status});
        });
    };
    desk.audit = [&loop, store](std::size_t limit, auto reply) {
        loop.post([store, limit, told = each(std::move(reply), audited_of)] { store->audit(limit, told); });
    };
}

void add_orders(console::Desk& desk, const Parts& parts, const std::function<void()>& changed) {
    auto& loop = parts.loop;
    auto& switchboard = parts.house.switchboard();
    auto& turns = parts.house.turns();
    const auto& tenant = parts.house.tenant();
    // On the signalling thread: what `order` gives is carried out, and its result is the reply.
    const auto carry_out = [&, changed](auto reply, auto order) {
        loop.post([&turns, &tenant, changed, reply = std::move(reply), order = std::move(order)] {
            const log::AboutTenant about(tenant);
            reply(turns.carry_out(order()));
            changed();
        });
    };
    desk.retrieve = [&, carry_out](const auto& meant, const auto& order, auto reply) {
        carry_out(std::move(reply), [&, meant, order] {
            return switchboard.retrieve(meant.lot, meant.slot, order, loop.now(), meant.only);
        });
    };
    desk.release = [&, carry_out](const auto& meant, auto reply) {
        carry_out(std::move(reply),
                  [&, meant] { return switchboard.release(meant.lot, meant.slot, loop.now(), meant.only); });
    };
    desk.set_pin = [&, carry_out](const auto& meant, const auto& pin, auto reply) {
        carry_out(std::move(reply), [&, meant, pin] {
            return switchboard.set_pin(meant.lot, meant.slot, pin, loop.now(), meant.only);
        });
    };
    desk.edit = [&, carry_out](const auto& meant, const auto& edit, auto reply) {
        carry_out(std::move(reply), [&, meant, edit] {
            return switchboard.edit(meant.lot, meant.slot, edit, loop.now(), meant.only);
        });
    };
    desk.ask_for_message = [&, carry_out](const auto& meant, const auto& user, auto reply) {
        carry_out(std::move(reply), [&, meant, user] {
            return switchboard.ask_for_message(meant.lot, meant.slot, user, loop.now(), meant.only);
        });
    };
    desk.park = [&, carry_out](LegId leg, const auto& where, auto reply) {
        carry_out(std::move(reply), [&, leg, where] { return switchboard.park(leg, where, loop.now()); });
    };
    desk.transfer_parked = [&, carry_out](const auto& meant, const auto& order, auto reply) {
        carry_out(std::move(reply), [&, meant, order] {
            return switchboard.transfer(meant.lot, meant.slot, order, loop.now(), meant.only);
        });
    };
    desk.transfer = [&, carry_out](LegId leg, const auto& order, auto reply) {
        carry_out(std::move(reply), [&, leg, order] { return switchboard.transfer(leg, order, loop.now()); });
    };
    desk.call = [&, changed](const auto& order, auto reply) {
        loop.post([&, changed, order, reply = std::move(reply)] {
            const log::AboutTenant about(tenant);
            auto commanded = switchboard.call(order, loop.now());
            const auto legs = commanded.legs;
            reply(turns.carry_out(std::move(commanded)), legs);
            changed();
        });
    };
    desk.change_task = [&, carry_out](const auto& order, auto reply) {
        const auto told = [&, task = order.task, reply = std::move(reply)](auto result) {
            reply(result, switchboard.task(task));
        };
        carry_out(told, [&, order] { return switchboard.change_task(order, loop.now()); });
    };
    desk.change_message = [&, carry_out](const auto& order, auto reply) {
        carry_out(std::move(reply), [&, order] { return switchboard.change_message(order, loop.now()); });
    };
    desk.recording = [folder = parts.messages](MessageId message) {
        return recordings::file_of(folder, message);
    };
    desk.call_back = [&, changed](const auto& order, const auto& call, auto reply) {
        loop.post([&, changed, order, call, reply = std::move(reply)] {
            auto commanded = switchboard.call_back(order, call, loop.now());
            const auto legs = commanded.legs;
            const auto result = turns.carry_out(std::move(commanded));
            reply(result, legs, switchboard.task(order.task));
            changed();
        });
    };
    desk.presence = [&](const auto& user, auto reply) {
        loop.post([&, user, reply = std::move(reply)] { reply(switchboard.presence(user)); });
    };
    desk.set_presence = [&, carry_out](const auto& presence, auto reply) {
        carry_out(std::move(reply), [&, presence] { return switchboard.set_presence(presence, loop.now()); });
    };
    desk.hours = [&](auto reply) {
        loop.post([&, reply = std::move(reply)] { reply(switchboard.hours()); });
    };
    desk.set_hours = [&, carry_out](const auto& order, auto reply) {
        const auto told = [&, name = order.hours, reply = std::move(reply)](auto result) {
            reply(result, switchboard.hours_named(name));
        };
        carry_out(told, [&, order] { return switchboard.set_hours(order, loop.now()); });
    };
    desk.hang_up = [&, carry_out](LegId leg, auto reply) {
        carry_out(std::move(reply), [&, leg] { return switchboard.hang_up(leg, loop.now()); });
    };
}

void add_draining(console::Desk& desk, const Parts& parts, const std::function<void()>& changed) {
    using State = console::DrainResult::State;
    auto& loop = parts.loop;
    auto& closing = parts.closing;
    const auto& houses = parts.houses;
    desk.drain = [&, changed](auto within, auto reply) {
        loop.post([&, changed, within, reply = std::move(reply)] {
            closing.drain(within ? std::optional(loop.now() + *within) : std::nullopt);
            const auto state = closing.ending_soon() ? State::ending : State::draining;
            reply({state, houses.counters().legs});
            changed();
        });
    };
    desk.stop_draining = [&, changed](auto reply) {
        loop.post([&, changed, reply = std::move(reply)] {
            const bool drained = closing.stop_draining();
            const auto state = closing.ending_soon() ? State::ending : State::serving;
            reply({state, houses.counters().legs, drained});
            changed();
        });
    };
}

}  // namespace

console::Desk tenants_desk(const Parts& parts, std::function<void()> changed, Chores chores) {
    console::Desk desk;
    add_questions(desk, parts);
    add_own_status(desk, parts);
    add_browsers(desk, parts);
    add_history(desk, parts.store);
    add_erasing(desk, parts);
    add_audit(desk, parts.loop, parts.store);
    add_lamps(desk, parts.loop, parts.house.endpoint());
    add_orders(desk, parts, changed);
    desk.keep_tokens = std::move(chores.keep_tokens);
    desk.keep_accounts = std::move(chores.keep_accounts);
    desk.keep_sessions = std::move(chores.keep_sessions);
    desk.keep_invitations = std::move(chores.keep_invitations);
    return desk;
}

console::Desk desk_for(const Parts& parts, std::function<void()> changed, Chores chores) {
    auto desk = tenants_desk(parts, changed, chores);
    add_status(desk, parts);
    add_messages(desk, parts.loop, parts.tape);
    add_bans(desk, parts.loop, parts.front);
    add_draining(desk, parts, changed);
    desk.reload = std::move(chores.reload);
    desk.upgrade = std::move(chores.upgrade);
    desk.settings_file = std::move(chores.settings_file);
    desk.check_settings = std::move(chores.check_settings);
    desk.save_settings = std::move(chores.save_settings);
    desk.trace = std::move(chores.trace);
    desk.log_level = std::move(chores.log_level);
    return desk;
}

}  // namespace layby::app
