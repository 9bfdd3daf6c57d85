#include "console/api/api.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "console/api/refused.hpp"
#include "console/path.hpp"

namespace layby::console {
namespace {

bool matches(const Path& pattern, const Path& path) {
    return std::ranges::equal(pattern, path,
                              [](const auto& want, const auto& have) { return want == "*" || want == have; });
}

Answer wrong_method(const std::string& allow) {
    auto answer = refusal(405, "method_not_allowed", "this resource allows " + allow);
    answer.allow = allow;
    return answer;
}

Answer out_of_scope(Scope needed) {
    return refusal(403, "out_of_scope",
                   std::string("this needs an account or a token with the scope ") + name_of(needed));
}

std::string allowed(const std::vector<const Route*>& here) {
    std::string out;
    for (const auto* route : here) out += (out.empty() ? "" : ", ") + std::string(route->method);
    return out == "GET" ? "GET, HEAD" : out;
}

/// The lot of the path, if it has one; what else there is about lots each resource minds itself.
std::optional<Answer> refuse_by_rights(const Route& route, const Asked& asked) {
    const auto& rights = asked.guest.rights;
    if (!rights) return {};
    if (route.reach == Reach::all_lots)
        return refusal(403, "out_of_scope", "this needs an account that may see all lots");
    if (asked.path.size() < 4 || asked.path[2] != "lots") return {};
    const auto& lot = asked.path[3];
    if (!sees(rights, lot)) return refused(calls::CommandResult::no_such_lot, lot, {}, {});
    if (asked.request.method != "GET" && !acts_on(rights, lot)) return only_looks(lot);
    return {};
}

/// What a tenant isn't asked for, by the first word of its path.
bool is_the_servers(const Route& route) {
    constexpr std::array words{"bans",     "reload",   "upgrade", "drain",  "trace",
                               "settings", "webhooks", "log",     "tenants"};
    return route.pattern.front() == "metrics" ||
           (route.pattern.size() > 2 && std::ranges::find(words, route.pattern[2]) != words.end());
}

/// Anybody may ask that: it tells of nobody, or is the log-in.
bool is_open(const std::vector<const Route*>& here, const std::string& method) {
    const auto open = [](const Route* route) { return route->needs == Scope::none; };
    const auto asked = std::ranges::find(here, method, &Route::method);
    return asked != here.end() ? open(*asked) : !here.empty() && std::ranges::all_of(here, open);
}

bool changes_something(const std::vector<const Route*>& here, const std::string& method) {
    const auto asked = std::ranges::find(here, method, &Route::method);
    return method != "GET" && (asked == here.end() || !(*asked)->body.question);
}

}  // namespace

Api::Api(Desk desk, Gate gate, const Doors& doors, Feeds& feeds, Workers& workers, Post post, Reaches reaches)
    : desk_(std::move(desk)),
      keys_({doors.tokens, doors.accounts, doors.sessions},
            {desk_.keep_tokens, desk_.keep_accounts, desk_.keep_sessions}, post),
      invitations_(doors.invitations, desk_.keep_invitations, post),
      hasher_(doors.hash_cost, workers.hashing),
      entrance_(std::move(gate), doors.wrong_try, keys_, doors.rights),
      journal_(desk_.note),
      shown_(feeds),
      orders_(desk_, feeds, post),
      calling_(desk_, post),
      tasks_(desk_, feeds, post),
      messages_(desk_, feeds, workers.reading, post),
      people_(desk_),
      presence_(desk_, post),
      hours_(desk_, post),
      records_(desk_, post),
      server_(desk_, feeds.whole(), post),
      tokens_(keys_),
      accounts_(keys_, hasher_),
      session_(keys_, hasher_, journal_, doors.wrong_try),
      webhooks_(desk_, post),
      traces_(desk_, journal_),
      phone_(desk_, post),
      provisioning_(desk_, entrance_, post),
      inviting_(desk_, entrance_.gate(), invitations_),
      fetching_(desk_, entrance_, invitations_, journal_, doors.wrong_try, post),
      cards_(desk_, entrance_, workers.printing),
      settings_file_(desk_, post) {
    for (auto routes : {shown_.routes(),    orders_.routes(),   calling_.routes(),  tasks_.routes(),
                        messages_.routes(), presence_.routes(), hours_.routes(),    records_.routes(),
                        server_.routes(),   tokens_.routes(),   accounts_.routes(), session_.routes(),
                        webhooks_.routes(), traces_.routes(),   phone_.routes(),    provisioning_.routes(),
                        inviting_.routes(), fetching_.routes(), cards_.routes(),    settings_file_.routes(),
                        people_.routes()})
        routes_.insert(routes_.end(), routes.begin(), routes.end());
    if (reaches == Reaches::tenant) std::erase_if(routes_, is_the_servers);
}

std::vector<const Route*> Api::routes_at(const Path& path) const {
    std::vector<const Route*> out;
    for (const auto& route : routes_)
        if (matches(route.pattern, path)) out.push_back(&route);
    return out;
}

/// Null: there is none.
const Route* Api::route_of(const std::string& method, const std::string& target) const {
    const auto here = routes_at(segments(target).value_or(Path{}));
    const auto found = std::ranges::find(here, method, &Route::method);
    return found == here.end() ? nullptr : *found;
}

bool Api::takes_much(const std::string& method, const std::string& target) const {
    const auto* route = route_of(method, target);
    return route && route->body.large;
}

bool Api::is_slow(const Request& request) const {
    const auto* route = route_of(request.method, request.target);
    return route && route->slow;
}

std::variant<Guest, Answer> Api::let_in(const Request& request, const std::vector<const Route*>& here) {
    if (auto stranger = refuse_stranger(request, entrance_.gate())) return *stranger;
    if (is_open(here, request.method)) return Guest{Scope::none, {}, request.visitor.from};
    return entrance_.admit(request);
}

void Api::look_over() {
    keys_.look_over();
    if (desk_.forget_old_messages) desk_.forget_old_messages();
}

void Api::handle(const Request& request, Answered answered) {
    answer(seen_through(request, entrance_.gate().proxy), std::move(answered));
}

void Api::answer(const Request& request, Answered answered) {
    const auto path = segments(request.target);
    const auto here = routes_at(path.value_or(Path{}));
    const auto let = let_in(request, here);
    if (const auto* refusal = std::get_if<Answer>(&let)) return answered(*refusal);
    const bool form = !request.body.empty() && !is_json(request.content_type);
    if (form) return answered(not_json());
    if (!path) return answered(refusal(400, "bad_path", "the path of the request is malformed"));
    const auto& guest = std::get<Guest>(let);
    const bool known = guest.scope != Scope::none;  // a stranger changes nothing, and fills no disk
    const auto forged = refuse_forgery(request, guest);
    if (known && !forged && request.method == "POST") {
        auto once = repeats_.begin(request, guest, std::move(answered), Repeats::Clock::now());
        if (!once) return;
        answered = std::move(*once);
    }
    if (known && changes_something(here, request.method))
        answered = journal_.with(request, guest, std::move(answered));
    if (forged) return answered(*forged);
    dispatch({request, *path, guest}, here, std::move(answered));
}

void Api::dispatch(const Asked& asked, const std::vector<const Route*>& here, Answered answered) {
    if (here.empty()) return answered(nothing_there());
    const auto found = std::ranges::find(here, asked.request.method, &Route::method);
    if (found == here.end()) return answered(wrong_method(allowed(here)));
    const auto& route = **found;
    if (asked.guest.scope < route.needs) return answered(out_of_scope(route.needs));
    if (auto refusal = refuse_by_rights(route, asked)) return answered(*refusal);
    route.handler(asked, std::move(answered));
}

}  // namespace layby::console
