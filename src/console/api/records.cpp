#include "console/api/records.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "console/history_text.hpp"
#include "console/json.hpp"
#include "console/path.hpp"
#include "console/query.hpp"

namespace layby::console {
namespace {

constexpr std::array park_outcomes{"retrieved", "recalled", "fell back", "abandoned",    "released",
                                   "failed",    "given up", "operator",  "to call back", "message"};
constexpr std::array call_outcomes{"answered", "refused", "unanswered"};

Answer no_history() {
    return refusal(404, "no_history", "no history is kept: the server was started without --state");
}

Answer unreadable() { return refusal(503, "history_unreadable", "the history can't be read now"); }

Answer no_such_entry(const std::string& id) {
    return refusal(404, "no_such_entry", "the history has no entry \"" + id + "\"");
}

bool wants_csv(const Request& request) { return request.accept.find("text/csv") != std::string::npos; }

Answer as_csv(std::string text) {
    Answer answer;
    answer.body = std::move(text);
    answer.type = "text/csv; charset=utf-8";
    return answer;
}

std::optional<std::vector<std::string>> lots_seen_with(const RightsOf& rights) {
    if (!rights) return {};
    return std::vector<std::string>(rights->sees.begin(), rights->sees.end());
}

/// One entry alone.
PastWanted entry_of(const std::string& id, const RightsOf& rights) {
    PastWanted wanted;
    wanted.lots = lots_seen_with(rights);
    wanted.only = id_in(id);
    wanted.limit = 1;
    return wanted;
}

}  // namespace

RecordResources::RecordResources(const Desk& desk, Post post) : desk_(desk), post_(std::move(post)) {}

Routes RecordResources::routes() {
    using Self = RecordResources;
    return {
        {"GET", {"api", "v1", "history"}, by(this, &Self::history), Scope::viewer, Reach::some_lots},
        {"GET", {"api", "v1", "history", "*"}, by(this, &Self::past_park), Scope::viewer, Reach::some_lots},
        {"POST", {"api", "v1", "history", "erase"}, by(this, &Self::erase), Scope::admin},
        {"GET",
         {"api", "v1", "calls", "history"},
         by(this, &Self::past_calls),
         Scope::viewer,
         Reach::some_lots},
        {"GET",
         {"api", "v1", "calls", "history", "*"},
         by(this, &Self::past_call),
         Scope::viewer,
         Reach::some_lots},
        {"GET", {"api", "v1", "audit"}, by(this, &Self::audit), Scope::supervisor},
    };
}

template <class Value>
std::function<void(Value)> RecordResources::here(std::function<void(Value)> then) const {
    return [post = post_, then = std::move(then)](Value value) {
        post([then, value = std::move(value)]() mutable { then(std::move(value)); });
    };
}

void RecordResources::history(const Asked& asked, Answered answered) {
    if (!desk_.history) return answered(no_history());
    auto wanted = wanted_in(asked.request.target, park_outcomes);
    if (const auto* wrong = std::get_if<Answer>(&wanted)) return answered(*wrong);
    std::get<PastWanted>(wanted).lots = lots_seen_with(asked.guest.rights);
    using Told = std::optional<std::vector<PastCall>>;
    desk_.history(std::get<PastWanted>(wanted),
                  here<Told>([answered, csv = wants_csv(asked.request)](const Told& past) {
                      if (!past) return answered(unreadable());
                      answered(csv ? as_csv(history_csv(*past)) : Answer{200, history_json(*past), {}});
                  }));
}

void RecordResources::past_calls(const Asked& asked, Answered answered) {
    if (!desk_.past_calls) return answered(no_history());
    auto wanted = wanted_in(asked.request.target, call_outcomes);
    if (const auto* wrong = std::get_if<Answer>(&wanted)) return answered(*wrong);
    std::get<PastWanted>(wanted).lots = lots_seen_with(asked.guest.rights);
    using Told = std::optional<std::vector<EndedCall>>;
    desk_.past_calls(
        std::get<PastWanted>(wanted),
        here<Told>([answered, csv = wants_csv(asked.request)](const Told& past) {
            if (!past) return answered(unreadable());
            answered(csv ? as_csv(past_calls_csv(*past)) : Answer{200, past_calls_json(*past), {}});
        }));
}

void RecordResources::past_park(const Asked& asked, Answered answered) {
    const auto& path = asked.path;
    if (!desk_.history) return answered(no_history());
    const auto wanted = entry_of(path[3], asked.guest.rights);
    if (wanted.only == 0) return answered(no_such_entry(path[3]));
    using Told = std::optional<std::vector<PastCall>>;
    desk_.history(wanted,
                  here<Told>([this, answered, id = path[3], rights = asked.guest.rights](const Told& past) {
                      if (!past) return answered(unreadable());
                      if (past->empty()) return answered(no_such_entry(id));
                      tell_story(past->front().park.call, past->front(), rights, answered);
                  }));
}

void RecordResources::past_call(const Asked& asked, Answered answered) {
    const auto& path = asked.path;
    if (!desk_.past_calls) return answered(no_history());
    const auto wanted = entry_of(path[4], asked.guest.rights);
    if (wanted.only == 0) return answered(no_such_entry(path[4]));
    using Told = std::optional<std::vector<EndedCall>>;
    desk_.past_calls(
        wanted, here<Told>([this, answered, id = path[4], rights = asked.guest.rights](const Told& past) {
            if (!past) return answered(unreadable());
            if (past->empty()) return answered(no_such_entry(id));
            tell_story(past->front().call.leg, past->front(), rights, answered);
        }));
}

/// An entry with the steps of its call; those in lots that aren't seen are left out.
template <class Entry>
void RecordResources::tell_story(LegId call, const Entry& entry, const RightsOf& rights,
                                 const Answered& answered) {
    using Told = std::optional<std::vector<PastStep>>;
    desk_.steps(call, here<Told>([answered, entry, rights](Told steps) {
                    if (!steps) return answered(unreadable());
                    std::erase_if(*steps, [&](const PastStep& one) {
                        return !one.step.lot.empty() && !sees(rights, one.step.lot);
                    });
                    answered({200, story_json(entry, *steps), {}});
                }));
}

void RecordResources::erase(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    if (!desk_.erase) return answered(no_history());
    const auto number = number_of(asked.request.body);
    if (!number)
        return answered(refusal(400, "bad_body", R"(the body must be an object like {"number":"0301234"})"));
    using Told = std::optional<std::size_t>;
    desk_.erase(*number, here<Told>([answered](const Told& erased) {
        answered(erased ? Answer{200, erased_json(*erased), {}}
                        : refusal(503, "history_unreadable", "the disk refuses; nothing was erased"));
    }));
}

void RecordResources::audit(const Asked& asked, Answered answered) {
    if (!desk_.audit) return answered(nothing_kept());
    const auto limit = limit_in(asked.request.target);
    if (!limit) return answered(refusal(400, "bad_limit", "limit must be a number from 1 to 1000"));
    desk_.audit(*limit, reply(post_, std::move(answered), [](const auto& audit) {
        return audit ? ok(audit_json(*audit))
                     : refusal(503, "audit_unreadable", "the audit can't be read now");
    }));
}

}  // namespace layby::console
