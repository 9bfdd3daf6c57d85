#include "console/api/server.hpp"

#include <utility>

#include "console/json.hpp"
#include "console/openapi.hpp"

namespace layby::console {
namespace {

Answer no_way_back() {
    return refusal(409, "ending", "the server is already ending; that can't be taken back");
}

}  // namespace

ServerResources::ServerResources(const Desk& desk, Feed& feed, Post post)
    : desk_(desk), feed_(feed), post_(std::move(post)) {}

Routes ServerResources::routes() {
    using Self = ServerResources;
    return {
        {"GET", {"healthz"}, by(this, &Self::health), Scope::none},  // tells of nobody
        {"GET", {"readyz"}, by(this, &Self::ready), Scope::none},    // likewise
        {"GET", {"metrics"}, by(this, &Self::metrics), Scope::viewer},
        {"GET", {"api", "v1", "openapi.yaml"}, by(this, &Self::contract), Scope::viewer, Reach::some_lots},
        {"GET", {"api", "v1", "version"}, by(this, &Self::version), Scope::viewer, Reach::some_lots},
        {"GET", {"api", "v1", "status"}, by(this, &Self::status), Scope::viewer, Reach::some_lots},
        {"GET", {"api", "v1", "lamps"}, by(this, &Self::lamps), Scope::viewer},
        {"GET", {"api", "v1", "bans"}, by(this, &Self::bans), Scope::supervisor},
        {"DELETE", {"api", "v1", "bans", "*"}, by(this, &Self::unban), Scope::admin},
        {"POST", {"api", "v1", "reload"}, by(this, &Self::reload), Scope::admin, Reach::all_lots, {}, true},
        {"POST", {"api", "v1", "upgrade"}, by(this, &Self::upgrade), Scope::admin, Reach::all_lots, {}, true},
        {"POST", {"api", "v1", "drain"}, by(this, &Self::drain), Scope::admin},
        {"DELETE", {"api", "v1", "drain"}, by(this, &Self::stop_draining), Scope::admin},
        {"PUT", {"api", "v1", "trace"}, by(this, &Self::trace), Scope::admin},
        {"PUT", {"api", "v1", "log"}, by(this, &Self::log_level), Scope::admin},
    };
}

void ServerResources::count(WithCounts then) {
    uncounted_.push_back(std::move(then));
    if (!counting_) ask_for_counts();
}

/// Who comes while a question is out asks the next one, so that nobody is answered from before he asked.
void ServerResources::ask_for_counts() {
    counting_ = true;
    desk_.status([this, post = post_, askers = std::exchange(uncounted_, {})](auto counts) {
        post([this, askers, counts = std::move(counts)] {
            counting_ = false;
            for (const auto& asker : askers) asker(counts);
            if (!uncounted_.empty()) ask_for_counts();
        });
    });
}

void ServerResources::health(const Asked&, Answered answered) {
    count([answered = std::move(answered)](const auto&) { answered(ok(R"({"status":"ok"})")); });
}

void ServerResources::contract(const Asked&, Answered answered) {
    auto answer = ok(std::string(openapi_yaml));
    answer.type = "application/yaml";
    answered(std::move(answer));
}

void ServerResources::version(const Asked&, Answered answered) { answered(ok(version_json())); }

void ServerResources::status(const Asked&, Answered answered) {
    const auto up =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started_);
    const auto finish = [this, up, answered = std::move(answered)](const std::vector<SeenBy>& networks) {
        count([this, up, networks, answered](const auto& counts) {
            answered(ok(status_json(counts, {desk_.media_way, networks}, up)));
        });
    };
    if (!desk_.networks) return finish({});
    desk_.networks([post = post_, finish](auto networks) {
        post([finish, networks = std::move(networks)] { finish(networks); });
    });
}

void ServerResources::lamps(const Asked&, Answered answered) {
    desk_.lamps(reply(post_, std::move(answered), [](const auto& lamps) { return ok(lamps_json(lamps)); }));
}

void ServerResources::bans(const Asked&, Answered answered) {
    desk_.bans(reply(post_, std::move(answered), [](const auto& bans) { return ok(bans_json(bans)); }));
}

void ServerResources::unban(const Asked& asked, Answered answered) {
    desk_.unban(asked.path[3], reply(post_, std::move(answered), [source = asked.path[3]](bool lifted) {
                    return lifted ? ok(state_json("not banned"))
                                  : refusal(404, "not_banned", "\"" + source + "\" is not banned");
                }));
}

void ServerResources::reload(const Asked&, Answered answered) {
    desk_.reload(reply(post_, std::move(answered), [](const Desk::Reloaded& done) {
        return done.problems.empty() ? ok(reloaded_json(done.at_next_start))
                                     : bad_configuration(done.problems);
    }));
}

void ServerResources::upgrade(const Asked&, Answered answered) {
    desk_.upgrade(reply(post_, std::move(answered), [](const auto& problems) {
        return problems.empty() ? Answer{202, state_json("upgrading"), {}} : cannot_upgrade(problems);
    }));
}

void ServerResources::drain(const Asked& asked, Answered answered) {
    if (!asked.request.body.empty() && !is_json(asked.request.content_type)) return answered(not_json());
    const auto within = within_of(asked.request.body);
    if (!within) {
        return answered(
            refusal(400, "bad_body", R"(the body must be {"within_s":600}, of 0 to 2592000, or nothing)"));
    }
    desk_.drain(*within, reply(post_, std::move(answered), [](const DrainResult& result) {
        if (result.state == DrainResult::State::ending) return no_way_back();
        return Answer{202, state_json("draining", result.legs), {}};
    }));
}

void ServerResources::stop_draining(const Asked&, Answered answered) {
    desk_.stop_draining(reply(post_, std::move(answered), [](const DrainResult& result) {
        if (result.state == DrainResult::State::ending) return no_way_back();
        return ok(serving_json(result.legs, result.was_draining));
    }));
}

void ServerResources::trace(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto wanted = tracing_of(asked.request.body);
    if (!wanted) {
        return answered(refusal(
            400, "bad_body", R"(the body must be {"on":true}, {"on":true,"number":"201"} or {"on":false})"));
    }
    desk_.trace(*wanted, reply(post_, std::move(answered), [on = wanted->on](const auto& problems) {
        if (!problems.empty()) return refusal(409, "cannot_trace", problems.front());
        return ok(state_json(on ? "tracing" : "not tracing"));
    }));
}

void ServerResources::log_level(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto level = level_of(asked.request.body);
    if (!level) {
        return answered(
            refusal(400, "bad_body", R"(the body must be {"level":"info"}, or "debug", "warn" or "error")"));
    }
    desk_.log_level(*level, reply(post_, std::move(answered),
                                  [level = *level](const auto&) { return ok(state_json(level)); }));
}

}  // namespace layby::console
