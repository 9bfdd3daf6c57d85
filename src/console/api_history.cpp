// What the API tells of parked calls and calls that have ended.
#include <algorithm>
#include <array>
#include <charconv>

#include "console/api.hpp"
#include "console/history_text.hpp"
#include "console/json.hpp"
#include "console/query.hpp"

namespace layby::console {
namespace {

constexpr std::array park_outcomes{"retrieved", "recalled", "fell back", "abandoned",
                                   "released",  "failed",   "given up"};
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

/// One entry alone; 0, which there is not, for what is no id.
PastWanted entry_of(const std::string& id) {
    PastWanted wanted;
    std::from_chars(id.data(), id.data() + id.size(), wanted.only);
    if (std::to_string(wanted.only) != id) wanted.only = 0;
    wanted.limit = 1;
    return wanted;
}

}  // namespace

/// Carries a reply to the console thread.
template <class Value>
std::function<void(Value)> Api::here(std::function<void(Value)> then) const {
    return [post = post_, then = std::move(then)](Value value) {
        post([then, value = std::move(value)]() mutable { then(std::move(value)); });
    };
}

void Api::history(const Request& request, const Path&, Answered answered) {
    if (!desk_.history) return answered(no_history());
    const auto wanted = wanted_in(request.target, park_outcomes);
    if (const auto* wrong = std::get_if<Answer>(&wanted)) return answered(*wrong);
    using Told = std::optional<std::vector<PastCall>>;
    desk_.history(std::get<PastWanted>(wanted),
                  here<Told>([answered, csv = wants_csv(request)](const Told& past) {
                      if (!past) return answered(unreadable());
                      answered(csv ? as_csv(history_csv(*past)) : Answer{200, history_json(*past), {}});
                  }));
}

void Api::past_calls(const Request& request, const Path&, Answered answered) {
    if (!desk_.past_calls) return answered(no_history());
    const auto wanted = wanted_in(request.target, call_outcomes);
    if (const auto* wrong = std::get_if<Answer>(&wanted)) return answered(*wrong);
    using Told = std::optional<std::vector<EndedCall>>;
    desk_.past_calls(
        std::get<PastWanted>(wanted), here<Told>([answered, csv = wants_csv(request)](const Told& past) {
            if (!past) return answered(unreadable());
            answered(csv ? as_csv(past_calls_csv(*past)) : Answer{200, past_calls_json(*past), {}});
        }));
}

void Api::past_park(const Request&, const Path& path, Answered answered) {
    if (!desk_.history) return answered(no_history());
    const auto wanted = entry_of(path[3]);
    if (wanted.only == 0) return answered(no_such_entry(path[3]));
    using Told = std::optional<std::vector<PastCall>>;
    desk_.history(wanted, here<Told>([this, answered, id = path[3]](const Told& past) {
                      if (!past) return answered(unreadable());
                      if (past->empty()) return answered(no_such_entry(id));
                      tell_story(past->front().park.call, past->front(), answered);
                  }));
}

void Api::past_call(const Request&, const Path& path, Answered answered) {
    if (!desk_.past_calls) return answered(no_history());
    const auto wanted = entry_of(path[4]);
    if (wanted.only == 0) return answered(no_such_entry(path[4]));
    using Told = std::optional<std::vector<EndedCall>>;
    desk_.past_calls(wanted, here<Told>([this, answered, id = path[4]](const Told& past) {
                         if (!past) return answered(unreadable());
                         if (past->empty()) return answered(no_such_entry(id));
                         tell_story(past->front().call.leg, past->front(), answered);
                     }));
}

/// An entry with the steps of its call.
template <class Entry>
void Api::tell_story(LegId call, const Entry& entry, const Answered& answered) {
    using Told = std::optional<std::vector<PastStep>>;
    desk_.steps(call, here<Told>([answered, entry](const Told& steps) {
                    answered(steps ? Answer{200, story_json(entry, *steps), {}} : unreadable());
                }));
}

void Api::erase(const Request& request, const Path&, Answered answered) {
    if (request.content_type.substr(0, request.content_type.find_first_of("; ")) != "application/json")
        return answered(refusal(415, "not_json", "the body must be application/json"));
    if (!desk_.erase) return answered(no_history());
    const auto number = number_of(request.body);
    if (!number)
        return answered(refusal(400, "bad_body", R"(the body must be an object like {"number":"0301234"})"));
    using Told = std::optional<std::size_t>;
    desk_.erase(*number, here<Told>([answered](const Told& erased) {
        answered(erased ? Answer{200, erased_json(*erased), {}}
                        : refusal(503, "history_unreadable", "the disk refuses; nothing was erased"));
    }));
}

}  // namespace layby::console
