// A desk with one lot in which Ann waits in slot 701. Answers at once, or from wherever a test wants.
#pragma once
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include "console/http_server.hpp"

namespace layby::console {

using namespace std::chrono_literals;

inline const std::string the_token{"a token of our tests"};

inline Doors loopback(std::uint16_t port = 0) {
    return {.ip = "127.0.0.1",
            .port = port,
            .token = the_token,
            .wrong_try = 0ms,
            .hash_cost = {.memory_kib = 64, .passes = 1}};
}

struct FakeDesk {
    struct Order {
        std::string what, lot;
        std::uint32_t slot{};
        std::string user;
        bool operator==(const Order&) const = default;
    };

    std::vector<Order> orders;  ///< written on the console thread before its reply is sent
    calls::CommandResult result{calls::CommandResult::done};
    std::vector<calls::ParkEdit> edits;
    std::vector<calls::Presence> presences;  ///< as they were set
    std::vector<calls::HoursOrder> hours_orders;
    std::vector<calls::TaskOrder> task_orders;
    std::vector<calls::Message> in_boxes;
    std::vector<calls::MessageOrder> message_orders;
    std::filesystem::path recording;
    std::vector<calls::CallOrder> calls_back;
    std::vector<calls::Task> tasks;  ///< that are shown; orders are answered with the first
    std::string retrieved_by;        ///< the user who has ordered it last
    std::vector<std::string> problems, at_next_start;
    SettingsFile settings_file{"/etc/layby/office.toml",
                               "[[user]]\nname = \"201\"\npassword = \"(unchanged secret 1)\"\n", "v1"};
    SettingsChecked checked;
    SettingsSaved saved{.version = "v2", .backup = "/etc/layby/office.toml.old"};
    std::vector<std::string> texts;  ///< that were checked or saved; "-": none
    std::vector<Lamp> lamps;
    provision::Wanted provisioned{.user = "201",
                                  .display = "Ann Lee",
                                  .password = "very secret",
                                  .host = "office.example",
                                  .lots = {{"main", "700", 701, 703}, {"front desk", "800", 801, 802}}};
    std::vector<Trunk> trunks;
    std::vector<Ban> bans{{"203.0.113.7", 42}};
    std::vector<Audited> audit;           ///< as it was noted, or as it is to be shown
    std::vector<Token> tokens;            ///< as they were kept last
    std::vector<Account> accounts;        ///< likewise
    std::vector<Session> sessions;        ///< likewise
    std::vector<Invitation> invitations;  ///< likewise
    calls::Office office;
    std::vector<provision::DeskPhone> desk_phones{
        {"001565abcdef", "yealink", "201"}, {"0004f2000001", "poly", "201"}, {"000413000002", "snom", "299"}};
    std::string cannot_keep;             ///< why none of these can be kept
    std::optional<DrainResult> drained;  ///< the answer to either; none: as it should be
    std::vector<Count> counts{{"calls", "legs", 2}, {"sip", "dialogs", 3}};
    bool keeps_history{true};  ///< as it is when the server starts
    std::optional<std::vector<PastCall>> history{std::vector<PastCall>{}};
    std::optional<std::vector<EndedCall>> past_calls{std::vector<EndedCall>{}};
    std::optional<std::vector<PastStep>> steps{std::vector<PastStep>{}};
    std::optional<std::size_t> erased{3};
    std::vector<WebhookView> webhooks;
    std::optional<std::vector<WebhookTry>> webhook_tries{std::vector<WebhookTry>{}};
    WebhookAsked webhook_asked{};
    std::optional<std::vector<trace::Message>> messages{std::vector<trace::Message>{}};
    trace::Wanted messages_wanted;  ///< the last time
    PastWanted wanted;              ///< of the history, the last time
    LegId steps_of;                 ///< likewise
    Party caller{.name = "Ann Lee", .number = "5551234", .anonymous = false};

    static constexpr Instant now{1h};

    calls::ShownPark ann() const {
        parking::ParkedCallView call{};
        call.for_user = "204";
        call.park = {9};
        call.slot = {701};
        call.phase = parking::Phase::waiting;
        call.caller = caller;
        call.parker = {.user = "201", .leg = {}, .shown = {"Bob Ray", "201", false}};
        call.since = now - 42s;
        call.next = now + 18500ms;
        call.next_what = "reminder";
        call.told = true;
        return {"main", call, true, "es"};
    }

    /// Cleo gave up in lot main a minute ago and is to be called back within an hour.
    static calls::Task cleo() {
        calls::Task task;
        task.id = {7};
        task.version = 2;
        task.caller = {"Cleo Fox", "0171555", false};
        task.lot = "main";
        task.slot = {702};
        task.parker = {.user = "201", .leg = {}, .shown = {"Bob Ray", "201", false}};
        task.for_user = "204";
        task.first = task.last = task.changed = now - 60s;
        task.waited = 42s;
        task.due = now + 59min;
        return task;
    }
    /// Nobody has answered a call of Dan's, who should have been called back by now.
    static calls::Task dan() {
        calls::Task task;
        task.id = {8};
        task.why = calls::Task::Why::unanswered;
        task.caller = {"", "0172666", false};
        task.trunk = "provider";
        task.dialled = "0301234";
        task.first = task.last = task.changed = now - 2h;
        task.due = now - 1h;
        return task;
    }

    /// Open by the clock, until half past five.
    static calls::HoursView hours_of(const std::string& name) {
        const hours::WallTime closes{std::chrono::seconds{1'795'969'800}};
        return {name, "*28", "Europe/Berlin", true, {}, {}, true, closes};
    }
    static calls::Presence presence_of(const std::string& user) {
        return {user,
                true,
                {.always = {}, .otherwise = {.no_answer = "0171555", .busy = {}, .unregistered = {}}}};
    }

    calls::CommandResult result_for(const Desk::Meant& meant) const {
        const bool other = meant.only && meant.only != ann().call.park;
        return other ? calls::CommandResult::another_call : result;
    }

    /// What is shown at the start; told again when something of it has been changed.
    Anew everything() const {
        calls::CallView call{{3}, {"Ann Lee", "5551234", false}, "talking", {4}, now - 5s};
        call.inbound = true;
        call.dialled = "0301234";
        call.trunk = "provider";
        calls::CallView parked{{5}, {"Bob Ray", "", false}, "parked", {}, now - 7s};
        parked.lot = "main";
        parked.slot = {702};
        parked.language = "it";
        const calls::ShownLots lots{{{"main", "700", {701}, {720}}, {"front desk", "800", {801}, {809}}}};
        std::vector<calls::Shown> shown{lots, ann(), call, parked};
        shown.insert(shown.end(), tasks.begin(), tasks.end());
        shown.insert(shown.end(), in_boxes.begin(), in_boxes.end());
        return {
            std::move(shown), {{"201", {{"201", "sip:201@192.0.2.7", "Phone/1.0", now + 60s}}}}, {trunks}};
    }

    Desk desk() {
        Desk desk;
        desk.now = [] { return now; };
        desk.everything = [this](auto reply) { reply(everything()); };
        desk.status = [this](auto reply) { reply(counts); };
        desk.rtp_ports = 100;
        desk.media_way = {"A: a socket for each call", "no CAP_BPF"};
        if (keeps_history)
            desk.history = [this](const auto& what, auto reply) {
                orders.push_back({"history", "", static_cast<std::uint32_t>(what.limit), ""});
                wanted = what;
                reply(history);
            };
        if (keeps_history) {
            desk.past_calls = [this](const auto& what, auto reply) {
                wanted = what;
                reply(past_calls);
            };
            desk.steps = [this](auto call, auto reply) {
                steps_of = call;
                reply(steps);
            };
            desk.erase = [this](const auto& number, auto reply) {
                orders.push_back({"erase", "", 0, number});
                reply(erased);
            };
            desk.commits = [] { return runtime::SpreadNow{{0.001, 0.01}, {4, 2, 1}, 0.5}; };
            desk.note = [this](auto entry) { audit.push_back(std::move(entry)); };
            desk.audit = [this](auto, auto reply) { reply(audit); };
            desk.keep_tokens = [this](auto wanted, auto reply) {
                if (cannot_keep.empty()) tokens = wanted;
                reply(cannot_keep);
            };
            desk.keep_accounts = [this](auto wanted, auto reply) {
                if (cannot_keep.empty()) accounts = wanted;
                reply(cannot_keep);
            };
            desk.keep_sessions = [this](auto wanted, auto reply) {
                if (cannot_keep.empty()) sessions = wanted;
                reply(cannot_keep);
            };
        }
        if (keeps_history) {
            desk.keep_invitations = [this](auto wanted, auto reply) {
                if (cannot_keep.empty()) invitations = wanted;
                reply(cannot_keep);
            };
            desk.webhooks = [this](auto reply) { reply(webhooks); };
            desk.webhook_tries = [this](const auto& name, auto limit, auto reply) {
                orders.push_back({"tries", "", static_cast<std::uint32_t>(limit), name});
                reply(webhook_tries);
            };
            desk.test_webhook = [this](const auto& name, auto reply) {
                orders.push_back({"test", "", 0, name});
                reply(webhook_asked);
            };
            desk.repeat_event = [this](const auto& name, auto event, auto reply) {
                orders.push_back({"repeat", "", static_cast<std::uint32_t>(event), name});
                reply(webhook_asked);
            };
        }
        desk.lamps = [this](auto reply) { reply(lamps); };
        desk.card_holder = [](const auto& user) {
            std::optional<HeldCard> out;
            if (user != "201") return out;
            out.emplace();
            out->holder = {{"201", "Ann Lee"}, {{}, {}}, {{"office", {}, "*28"}}, {{"202", "Bob Ray"}}, {}};
            out->holder.lots[1].rules.name = "front desk";
            out->phone = "yealink";
            return out;
        };
        desk.office = [this] { return std::make_shared<const calls::Office>(office); };
        desk.tenants = [] { return std::vector<TenantView>{{"acme", "acme.example"}}; };
        desk.card_holders = [] { return std::vector<CardHolder>{{"201", "yealink"}, {"202", {}}}; };
        desk.desk_phones = [this] { return desk_phones; };
        desk.provisioning = [this](const auto& user, auto reply) {
            ProvisioningFacts facts{
                provisioned,
                {{Transport::udp, 5060, "office.example"}, {Transport::tls, 5061, "office.example"}},
                {"201", "203"}};
            if (user != provisioned.user) facts.wanted = {};
            reply(std::move(facts));
        };
        desk.bans = [this](auto reply) { reply(bans); };
        desk.unban = [this](auto source, auto reply) {
            orders.push_back({"unban", "", 0, source});
            reply(std::erase_if(bans, [&](const Ban& ban) { return ban.source == source; }) != 0);
        };
        desk.presence = [](auto user, auto reply) {
            reply(user == "299" ? std::nullopt : std::optional(presence_of(user)));
        };
        desk.set_presence = [this](auto wanted, auto reply) {
            presences.push_back(wanted);
            reply(result);
        };
        desk.hours = [](auto reply) { reply(std::vector{hours_of("office")}); };
        desk.set_hours = [this](auto order, auto reply) {
            hours_orders.push_back(order);
            auto view = hours_of(order.hours);
            view.set = order.set;
            reply(result, result == calls::CommandResult::done ? std::optional(view) : std::nullopt);
        };
        desk.change_task = [this](auto order, auto reply) {
            task_orders.push_back(order);
            reply(result, tasks.empty() ? std::nullopt : std::optional(tasks.front()));
        };
        desk.change_message = [this](auto order, auto reply) {
            message_orders.push_back(order);
            reply(result);
        };
        desk.recording = [this](MessageId) { return recording; };
        desk.call_back = [this](auto order, auto call, auto reply) {
            task_orders.push_back(order);
            calls_back.push_back(call);
            reply(result, std::vector<LegId>{{77}},
                  tasks.empty() ? std::nullopt : std::optional(tasks.front()));
        };
        desk.retrieve = [this](auto meant, auto order, auto reply) {
            retrieved_by = order.by;
            orders.push_back({"retrieve", meant.lot, meant.slot.value, order.user});
            reply(result_for(meant));
        };
        desk.release = [this](auto meant, auto reply) {
            orders.push_back({"release", meant.lot, meant.slot.value, ""});
            reply(result_for(meant));
        };
        desk.set_pin = [this](auto meant, auto pin, auto reply) {
            orders.push_back({"pin", meant.lot, meant.slot.value, pin});
            reply(result_for(meant));
        };
        desk.edit = [this](auto meant, auto edit, auto reply) {
            edits.push_back(edit);
            orders.push_back({"edit", meant.lot, meant.slot.value, edit.note.value_or("-")});
            reply(result_for(meant));
        };
        desk.ask_for_message = [this](auto meant, auto user, auto reply) {
            orders.push_back({"message", meant.lot, meant.slot.value, user});
            reply(result_for(meant));
        };
        desk.park = [this](auto leg, auto where, auto reply) {
            const auto slot = where.slot.value_or(SlotNumber{}).value;
            orders.push_back({"park", where.lot, slot, std::to_string(leg.value)});
            reply(result);
        };
        desk.transfer_parked = [this](auto meant, auto order, auto reply) {
            orders.push_back({"transfer", meant.lot, meant.slot.value, order.number + " by " + order.by});
            reply(result_for(meant));
        };
        desk.transfer = [this](auto leg, auto order, auto reply) {
            orders.push_back({"transfer", std::to_string(leg.value), 0, order.number + " by " + order.by});
            reply(result);
        };
        desk.call = [this](auto order, auto reply) {
            orders.push_back(
                {"call", order.user, order.answers, order.number + " by " + order.by + ", " + order.who});
            reply(result, std::vector<LegId>{{77}, {78}});
        };
        desk.hang_up = [this](auto leg, auto reply) {
            orders.push_back({"hang up", "", 0, std::to_string(leg.value)});
            reply(result);
        };
        desk.reload = [this](auto reply) {
            orders.push_back({"reload", "", 0, ""});
            reply({problems, at_next_start});
        };
        desk.settings_file = [this](auto reply) { reply(settings_file); };
        desk.check_settings = [this](const auto& text, const auto& version, auto reply) {
            texts.push_back(text.value_or("-"));
            auto out = checked;
            out.another_version = !version.empty() && version != settings_file.version;
            reply(out);
        };
        desk.save_settings = [this](const auto& text, const auto& version, auto reply) {
            texts.push_back(text);
            auto out = saved;
            if (version != settings_file.version) out.state = SettingsSaved::State::another_version;
            reply(out);
        };
        desk.upgrade = [this](auto reply) {
            orders.push_back({"upgrade", "", 0, ""});
            reply(problems);
        };
        desk.drain = [this](auto within, auto reply) {
            const auto seconds = within ? std::chrono::duration_cast<std::chrono::seconds>(*within) : -1s;
            orders.push_back({"drain", "", static_cast<std::uint32_t>(seconds.count()), ""});
            reply(drained.value_or(DrainResult{DrainResult::State::draining, 2}));
        };
        desk.stop_draining = [this](auto reply) {
            orders.push_back({"stop draining", "", 0, ""});
            reply(drained.value_or(DrainResult{DrainResult::State::serving, 2}));
        };
        desk.messages = [this](const auto& which) { return messages_wanted = which, messages; };
        desk.trace = [this](auto wanted, auto reply) {
            orders.push_back({wanted.on ? "trace" : "no trace", "", 0, wanted.number});
            reply(problems);
        };
        desk.log_level = [this](auto level, auto reply) {
            orders.push_back({"log " + level, "", 0, ""});
            reply(problems);
        };
        return desk;
    }
};

}  // namespace layby::console
