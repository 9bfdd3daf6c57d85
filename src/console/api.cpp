#include "console/api.hpp"

#include <algorithm>
#include <bit>
#include <ctime>
#include <utility>
#include <variant>

#include "console/json.hpp"
#include "console/openapi.hpp"
#include "console/path.hpp"
#include "runtime/log.hpp"

namespace layby::console {
namespace {

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    return std::ranges::equal(pattern, path,
                              [](const auto& want, const auto& have) { return want == "*" || want == have; });
}

bool is_json(std::string_view content_type) {
    return content_type.substr(0, content_type.find_first_of("; ")) == "application/json";
}

Answer ok(std::string json) { return {200, std::move(json), {}}; }

Answer no_such_path() { return refusal(404, "no_such_resource", "there is nothing at this path"); }

Answer wrong_method(const std::string& allow) {
    auto answer = refusal(405, "method_not_allowed", "this resource allows " + allow);
    answer.allow = allow;
    return answer;
}

Answer not_json() { return refusal(415, "not_json", "the body must be application/json"); }

Answer no_way_back() {
    return refusal(409, "ending", "the server is already ending; that can't be taken back");
}

Answer bad_slot(const std::string& text) {
    return refusal(404, "no_such_slot", "\"" + text + "\" is not a slot number");
}

/// The slot of the path, and the call that is meant there; or why not.
std::variant<Desk::Meant, Answer> meant_by(const Request& request, const std::vector<std::string>& path) {
    const auto slot = slot_number(path[5]);
    if (!slot) return bad_slot(path[5]);
    const auto only = park_of(request.if_match);
    if (!only) return refusal(400, "bad_match", R"(If-Match must be an ETag like "park-9", or *)");
    return Desk::Meant{path[3], *slot, *only};
}

std::string in_lot(SlotNumber slot, const std::string& lot) {
    return "slot " + slot.text() + " of lot \"" + lot + "\"";
}

/// The refusal that belongs to a result of the switchboard; `done` isn't one.
Answer refused(calls::CommandResult result, const std::string& lot, SlotNumber slot,
               const std::string& user) {
    using Result = calls::CommandResult;
    switch (result) {
        case Result::no_such_lot:
            return refusal(404, "no_such_lot", "there is no lot \"" + lot + "\"");
        case Result::no_such_slot:
            return refusal(404, "no_such_slot", "lot \"" + lot + "\" has no slot " + slot.text());
        case Result::slot_empty:
            return refusal(404, "slot_empty", "nobody waits in " + in_lot(slot, lot));
        case Result::no_such_user:
            return refusal(404, "no_such_user", "there is no user \"" + user + "\"");
        case Result::not_registered:
            return refusal(409, "not_registered", "no phone of user \"" + user + "\" is registered");
        case Result::not_allowed:
            return refusal(403, "not_allowed", "user \"" + user + "\" may not retrieve");
        case Result::being_taken:
            return refusal(409, "being_taken", "somebody is already taking the call in " + in_lot(slot, lot));
        case Result::another_call:
            return refusal(412, "another_call", "another call is in " + in_lot(slot, lot) + " by now");
        case Result::done:
        case Result::undone:
            break;
    }
    return refusal(500, "server_error", "an error in the server; nothing was changed (see the log)");
}

constexpr std::size_t longest_target = 120, longest_method = 16;

Answer out_of_scope(Scope needed) {
    return refusal(403, "out_of_scope", std::string("this needs a token with the scope ") + name_of(needed));
}

Answer nothing_kept() {
    return refusal(404, "nothing_kept",
                   "nothing is kept: the server was started without --state, or a file there can't be read");
}

Answer no_such_token(const std::string& name) {
    return refusal(404, "no_such_token", "there is no token \"" + name + "\"");
}

std::string signature_of(const Guest& guest) {
    return guest.who.empty() ? guest.from : guest.who + " (" + guest.from + ")";
}

std::string now_as_text() {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    gmtime_r(&now, &parts);
    char out[32];
    return {out, std::strftime(out, sizeof out, "%FT%TZ", &parts)};
}

}  // namespace

template <class Render>
auto Api::reply(Answered answered, Render render) const {
    return [post = post_, answered = std::move(answered), render = std::move(render)](auto... values) {
        post([answered, render, ... values = std::move(values)] { answered(render(values...)); });
    };
}

Api::Api(Desk desk, Gate gate, std::chrono::milliseconds wrong_try, Feed& feed,
         std::function<void(std::function<void()>)> post)
    : desk_(std::move(desk)),
      gate_(std::move(gate)),
      tries_(wrong_try),
      wanted_tokens_(gate_.tokens),
      feed_(feed),
      post_(std::move(post)) {}

const std::vector<Api::Route>& Api::routes() {
    static const std::vector<Route> all{
        {"GET", {"healthz"}, &Api::health, Scope::none},
        {"GET", {"readyz"}, &Api::ready, Scope::none},
        {"GET", {"metrics"}, &Api::metrics, Scope::viewer},
        {"GET", {"api", "v1", "openapi.yaml"}, &Api::contract, Scope::viewer},
        {"GET", {"api", "v1", "version"}, &Api::version, Scope::viewer},
        {"GET", {"api", "v1", "status"}, &Api::status, Scope::viewer},
        {"GET", {"api", "v1", "lots"}, &Api::lots, Scope::viewer},
        {"GET", {"api", "v1", "lots", "*"}, &Api::lot, Scope::viewer},
        {"GET", {"api", "v1", "lots", "*", "slots", "*"}, &Api::slot, Scope::viewer},
        {"GET", {"api", "v1", "events"}, &Api::events, Scope::viewer},
        {"GET", {"api", "v1", "calls"}, &Api::calls, Scope::viewer},
        {"GET", {"api", "v1", "registrations"}, &Api::registrations, Scope::viewer},
        {"GET", {"api", "v1", "calls", "history"}, &Api::past_calls, Scope::viewer},
        {"GET", {"api", "v1", "calls", "history", "*"}, &Api::past_call, Scope::viewer},
        {"GET", {"api", "v1", "history"}, &Api::history, Scope::viewer},
        {"GET", {"api", "v1", "history", "*"}, &Api::past_park, Scope::viewer},
        {"POST", {"api", "v1", "history", "erase"}, &Api::erase, Scope::admin},
        {"GET", {"api", "v1", "audit"}, &Api::audit, Scope::supervisor},
        {"GET", {"api", "v1", "tokens"}, &Api::tokens, Scope::admin},
        {"PUT", {"api", "v1", "tokens", "*"}, &Api::add_token, Scope::admin},
        {"DELETE", {"api", "v1", "tokens", "*"}, &Api::revoke_token, Scope::admin},
        {"GET", {"api", "v1", "bans"}, &Api::bans, Scope::supervisor},
        {"DELETE", {"api", "v1", "bans", "*"}, &Api::unban, Scope::admin},
        {"POST", {"api", "v1", "lots", "*", "slots", "*", "retrieve"}, &Api::retrieve, Scope::agent},
        {"POST", {"api", "v1", "lots", "*", "slots", "*", "release"}, &Api::release, Scope::supervisor},
        {"PUT", {"api", "v1", "lots", "*", "slots", "*", "pin"}, &Api::set_pin, Scope::agent},
        {"POST", {"api", "v1", "reload"}, &Api::reload, Scope::admin},
        {"POST", {"api", "v1", "upgrade"}, &Api::upgrade, Scope::admin},
        {"POST", {"api", "v1", "drain"}, &Api::drain, Scope::admin},
        {"DELETE", {"api", "v1", "drain"}, &Api::stop_draining, Scope::admin},
        {"PUT", {"api", "v1", "trace"}, &Api::trace, Scope::admin},
        {"PUT", {"api", "v1", "log"}, &Api::log_level, Scope::admin},
    };
    return all;
}

std::variant<Guest, Answer> Api::let_in(const Request& request, const Path& path) {
    if (auto stranger = refuse_stranger(request, gate_)) return *stranger;
    if (path == Path{"healthz"} || path == Path{"readyz"})
        return Guest{Scope::none, {}, request.visitor.from};  // tells of nobody
    auto guest = admit(request, gate_);
    const bool wrong = std::holds_alternative<Answer>(guest) && !request.authorization.empty();
    if (wrong) return slowed(std::get<Answer>(guest), request.visitor.from);
    if (!request.authorization.empty()) tries_.right(request.visitor.from);
    return guest;
}

Answer Api::slowed(Answer refusal, const std::string& address) {
    const auto tried = tries_.wrong(address, Tries::Clock::now());
    refusal.delay = tried.delay;
    const bool worth_a_line = std::has_single_bit(tried.count);  // the 1st, 2nd, 4th, 8th, …
    if (worth_a_line) log::warn("api: wrong token from {}, {} in a row", address, tried.count);
    return refusal;
}

Answered Api::noted(const Request& request, const Guest& guest, Answered answered) const {
    return [what = request.method.substr(0, longest_method) + " " + request.target.substr(0, longest_target),
            guest, note = desk_.note, answered = std::move(answered)](const Answer& answer) {
        log::info("command by {}: {}: {}", signature_of(guest), what, answer.status);
        if (note) note({.who = guest.who, .from = guest.from, .what = what, .status = answer.status});
        answered(answer);
    };
}

void Api::handle(const Request& request, Answered answered) {
    const auto path = segments(request.target);
    const auto guest = let_in(request, path.value_or(Path{}));
    if (const auto* refusal = std::get_if<Answer>(&guest)) return answered(*refusal);
    const bool form = !request.body.empty() && !is_json(request.content_type);
    if (form) return answered(not_json());
    if (!path) return answered(refusal(400, "bad_path", "the path of the request is malformed"));
    const auto& who = std::get<Guest>(guest);
    const bool known = who.scope != Scope::none;  // a stranger changes nothing, and fills no disk
    if (known && request.method != "GET") answered = noted(request, who, std::move(answered));
    std::string allow;
    for (const auto& route : routes()) {
        if (!matches(route.pattern, *path)) continue;
        if (request.method == route.method) {
            if (who.scope < route.needs) return answered(out_of_scope(route.needs));
            return (this->*route.handler)(request, *path, answered);
        }
        allow += (allow.empty() ? "" : ", ") + std::string(route.method);
    }
    if (allow == "GET") allow = "GET, HEAD";
    answered(allow.empty() ? no_such_path() : wrong_method(allow));
}

void Api::audit(const Request& request, const Path&, Answered answered) {
    if (!desk_.audit) return answered(nothing_kept());
    const auto limit = limit_in(request.target);
    if (!limit) return answered(refusal(400, "bad_limit", "limit must be a number from 1 to 1000"));
    desk_.audit(*limit, reply(std::move(answered), [](const auto& audit) {
        return audit ? ok(audit_json(*audit))
                     : refusal(503, "audit_unreadable", "the audit can't be read now");
    }));
}

void Api::tokens(const Request&, const Path&, Answered answered) { answered(ok(tokens_json(gate_.tokens))); }

void Api::add_token(const Request& request, const Path& path, Answered answered) {
    if (!is_json(request.content_type)) return answered(not_json());
    if (!desk_.keep_tokens) return answered(nothing_kept());
    const auto scope = scope_of(request.body);
    if (!scope || !is_token_name(path[3]))
        return answered(refusal(400, "bad_body",
                                "a token has a name of A-Z, a-z, 0-9, '.', '_' and '-', and a scope: "
                                "the body "
                                R"(must be {"scope":"viewer"}, or "agent", "supervisor" or "admin")"));
    if (std::ranges::find(wanted_tokens_, path[3], &Token::name) != wanted_tokens_.end())
        return answered(refusal(409, "token_exists", "there is a token \"" + path[3] + "\" already"));
    const auto secret = new_secret();
    const Token token{path[3], *scope, hash_of(secret), now_as_text()};
    auto wanted = wanted_tokens_;
    wanted.push_back(token);
    keep_tokens(std::move(wanted), std::move(answered), {201, new_token_json(token, secret), {}});
}

void Api::revoke_token(const Request&, const Path& path, Answered answered) {
    if (!desk_.keep_tokens) return answered(nothing_kept());
    auto wanted = wanted_tokens_;
    const auto gone = std::erase_if(wanted, [&](const Token& token) { return token.name == path[3]; });
    if (gone == 0) return answered(no_such_token(path[3]));
    // It opens nothing from now on, whatever becomes of the file.
    std::erase_if(gate_.tokens, [&](const Token& token) { return token.name == path[3]; });
    end_listeners_();
    keep_tokens(std::move(wanted), std::move(answered), ok(state_json("revoked")));
}

/// New ones count when they are on the disk. What is asked for meanwhile builds on these, and what was
/// revoked meanwhile is brought back by none of them.
void Api::keep_tokens(std::vector<Token> wanted, Answered answered, Answer done) {
    wanted_tokens_ = wanted;
    ++keeping_;
    desk_.keep_tokens(wanted, reply(std::move(answered), [this, wanted, done](const std::string& problem) {
                          const bool last = --keeping_ == 0;
                          if (problem.empty()) {
                              gate_.tokens = wanted;
                              std::erase_if(gate_.tokens, [this](const Token& one) {
                                  return std::ranges::find(wanted_tokens_, one.hash, &Token::hash) ==
                                         wanted_tokens_.end();
                              });
                          }
                          if (last) wanted_tokens_ = gate_.tokens;
                          return problem.empty() ? done : refusal(503, "not_kept", problem);
                      }));
}

void Api::read(Answered answered, std::function<Answer()> render) {
    feed_.catch_up();
    if (feed_.ready()) return answered(render());
    unready_.push_back([answered = std::move(answered), render = std::move(render)] { answered(render()); });
}

void Api::feed_moved() {
    feed_.catch_up();
    if (!feed_.ready()) return;
    for (const auto& job : std::exchange(unready_, {})) job();
}

void Api::count(WithCounts then) {
    uncounted_.push_back(std::move(then));
    if (!counting_) ask_for_counts();
}

/// Who comes while a question is out asks the next one, so that nobody is answered from before he asked.
void Api::ask_for_counts() {
    counting_ = true;
    desk_.status([this, post = post_, askers = std::exchange(uncounted_, {})](auto counts) {
        post([this, askers, counts = std::move(counts)] {
            counting_ = false;
            for (const auto& asker : askers) asker(counts);
            if (!uncounted_.empty()) ask_for_counts();
        });
    });
}

void Api::contract(const Request&, const Path&, Answered answered) {
    auto answer = ok(std::string(openapi_yaml));
    answer.type = "application/yaml";
    answered(std::move(answer));
}

void Api::version(const Request&, const Path&, Answered answered) { answered(ok(version_json())); }

void Api::status(const Request&, const Path&, Answered answered) {
    const auto up =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started_);
    count([this, up, answered = std::move(answered)](const auto& counts) {
        answered(ok(status_json(counts, desk_.media_way, up)));
    });
}

void Api::lots(const Request&, const Path&, Answered answered) {
    read(std::move(answered), [this] { return ok(lots_json(feed_.copy(), feed_.times())); });
}

void Api::lot(const Request&, const Path& path, Answered answered) {
    read(std::move(answered), [this, name = path[3]] {
        const auto* lot = feed_.copy().lot(name);
        return lot ? ok(lot_json(feed_.copy(), *lot, feed_.times()))
                   : refused(calls::CommandResult::no_such_lot, name, {}, {});
    });
}

void Api::slot(const Request&, const Path& path, Answered answered) {
    const auto slot = slot_number(path[5]);
    if (!slot) return answered(bad_slot(path[5]));
    read(std::move(answered), [this, name = path[3], slot = *slot] {
        using Result = calls::CommandResult;
        const auto* lot = feed_.copy().lot(name);
        if (!lot) return refused(Result::no_such_lot, name, slot, {});
        if (const auto* park = feed_.copy().parked_at(name, slot)) {
            auto answer = ok(parked_json(*park, feed_.times()));
            answer.etag = etag_of(park->call.park);
            return answer;
        }
        const bool exists = lot->first <= slot && slot <= lot->last;
        return refused(exists ? Result::slot_empty : Result::no_such_slot, name, slot, {});
    });
}

void Api::calls(const Request&, const Path&, Answered answered) {
    read(std::move(answered), [this] { return ok(calls_json(feed_.copy(), feed_.times())); });
}

void Api::registrations(const Request&, const Path&, Answered answered) {
    read(std::move(answered), [this] { return ok(registrations_json(feed_.copy(), feed_.times())); });
}

void Api::events(const Request& request, const Path&, Answered answered) {
    read(std::move(answered), [this, id = request.last_event_id] {
        Answer answer;
        answer.listen = {feed_.number_of(id)};
        return answer;
    });
}

void Api::bans(const Request&, const Path&, Answered answered) {
    desk_.bans(reply(std::move(answered), [](const auto& bans) { return ok(bans_json(bans)); }));
}

void Api::unban(const Request&, const Path& path, Answered answered) {
    desk_.unban(path[3], reply(std::move(answered), [source = path[3]](bool lifted) {
                    return lifted ? ok(state_json("not banned"))
                                  : refusal(404, "not_banned", "\"" + source + "\" is not banned");
                }));
}

void Api::retrieve(const Request& request, const Path& path, Answered answered) {
    if (!is_json(request.content_type)) return answered(not_json());
    const auto user = user_of(request.body);
    if (!user) {
        return answered(refusal(400, "bad_body", R"(the body must be an object like {"user":"203"})"));
    }
    const auto meant = meant_by(request, path);
    if (const auto* wrong = std::get_if<Answer>(&meant)) return answered(*wrong);
    const auto& call = std::get<Desk::Meant>(meant);
    desk_.retrieve(call, *user, reply(std::move(answered), [call, user = *user](auto result) {
                       if (result != calls::CommandResult::done)
                           return refused(result, call.lot, call.slot, user);
                       return Answer{202, slot_json(call.slot, "ringing", user), {}};
                   }));
}

void Api::release(const Request& request, const Path& path, Answered answered) {
    const auto meant = meant_by(request, path);
    if (const auto* wrong = std::get_if<Answer>(&meant)) return answered(*wrong);
    const auto& call = std::get<Desk::Meant>(meant);
    desk_.release(call, reply(std::move(answered), [call](auto result) {
                      if (result != calls::CommandResult::done)
                          return refused(result, call.lot, call.slot, {});
                      return ok(slot_json(call.slot, "released", {}));
                  }));
}

void Api::set_pin(const Request& request, const Path& path, Answered answered) {
    if (!is_json(request.content_type)) return answered(not_json());
    const auto pin = pin_of(request.body);
    if (!pin) {
        return answered(refusal(400, "bad_body",
                                R"(the body must be {"pin":"4711"}, of 1 to 16 digits, or {"pin":null})"));
    }
    const auto meant = meant_by(request, path);
    if (const auto* wrong = std::get_if<Answer>(&meant)) return answered(*wrong);
    const auto& call = std::get<Desk::Meant>(meant);
    const char* state = pin->empty() ? "without own PIN" : "with own PIN";
    desk_.set_pin(call, *pin, reply(std::move(answered), [call, state](auto result) {
                      if (result != calls::CommandResult::done)
                          return refused(result, call.lot, call.slot, {});
                      return ok(slot_json(call.slot, state, {}));
                  }));
}

void Api::reload(const Request&, const Path&, Answered answered) {
    desk_.reload(reply(std::move(answered), [](const Desk::Reloaded& done) {
        return done.problems.empty() ? ok(reloaded_json(done.at_next_start))
                                     : bad_configuration(done.problems);
    }));
}

void Api::upgrade(const Request&, const Path&, Answered answered) {
    desk_.upgrade(reply(std::move(answered), [](const auto& problems) {
        return problems.empty() ? Answer{202, state_json("upgrading"), {}} : cannot_upgrade(problems);
    }));
}

void Api::drain(const Request& request, const Path&, Answered answered) {
    if (!request.body.empty() && !is_json(request.content_type)) return answered(not_json());
    const auto within = within_of(request.body);
    if (!within) {
        return answered(
            refusal(400, "bad_body", R"(the body must be {"within_s":600}, of 0 to 2592000, or nothing)"));
    }
    desk_.drain(*within, reply(std::move(answered), [](const DrainResult& result) {
        if (result.state == DrainResult::State::ending) return no_way_back();
        return Answer{202, state_json("draining", result.legs), {}};
    }));
}

void Api::stop_draining(const Request&, const Path&, Answered answered) {
    desk_.stop_draining(reply(std::move(answered), [](const DrainResult& result) {
        if (result.state == DrainResult::State::ending) return no_way_back();
        return ok(serving_json(result.legs, result.was_draining));
    }));
}

void Api::trace(const Request& request, const Path&, Answered answered) {
    if (!is_json(request.content_type)) return answered(not_json());
    const auto wanted = tracing_of(request.body);
    if (!wanted) {
        return answered(refusal(
            400, "bad_body", R"(the body must be {"on":true}, {"on":true,"number":"201"} or {"on":false})"));
    }
    desk_.trace(*wanted, reply(std::move(answered), [on = wanted->on](const auto& problems) {
        if (!problems.empty()) return refusal(409, "cannot_trace", problems.front());
        return ok(state_json(on ? "tracing" : "not tracing"));
    }));
}

void Api::log_level(const Request& request, const Path&, Answered answered) {
    if (!is_json(request.content_type)) return answered(not_json());
    const auto level = level_of(request.body);
    if (!level) {
        return answered(
            refusal(400, "bad_body", R"(the body must be {"level":"info"}, or "debug", "warn" or "error")"));
    }
    desk_.log_level(
        *level, reply(std::move(answered), [level = *level](const auto&) { return ok(state_json(level)); }));
}

}  // namespace layby::console
