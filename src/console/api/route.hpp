// A resource of the API: its method, its path, who may ask for it, and what answers. Console thread.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "console/access/access.hpp"
#include "console/exchange.hpp"
#include "console/token.hpp"

namespace layby::console {

using Path = std::vector<std::string>;

/// A request that is let in.
struct Asked {
    const Request& request;
    const Path& path;
    const Guest& guest;
};

using Handler = std::function<void(const Asked&, Answered)>;

/// Whether it minds that somebody sees and acts on some lots alone; what doesn't is not for them.
enum class Reach { all_lots, some_lots };

/// What is special about what a request brings.
struct Brings {
    bool large{};     ///< may be larger than others
    bool question{};  ///< asks only, though it isn't GET: the audit doesn't have it
};
inline constexpr Brings checks_text{true, true}, brings_text{true, false};

struct Route {
    const char* method;
    Path pattern;  ///< a segment "*" matches any
    Handler handler;
    Scope needs;  ///< none: anybody may ask
    Reach reach{Reach::all_lots};
    Brings body{};
    bool slow{};  ///< files are read before it is answered
};

using Routes = std::vector<Route>;

/// A member function as a handler; `self` outlives it.
template <class Resource>
Handler by(Resource* self, void (Resource::*handler)(const Asked&, Answered)) {
    return [self, handler](const Asked& asked, Answered answered) {
        (self->*handler)(asked, std::move(answered));
    };
}

/// A reply for the desk: carries the values to the console thread and answers with what `render` makes of
/// them there.
template <class Render>
auto reply(const Post& post, Answered answered, Render render) {
    return [post, answered = std::move(answered), render = std::move(render)](auto... values) {
        post([answered, render, ... values = std::move(values)] { answered(render(values...)); });
    };
}

// What many resources answer.
Answer ok(std::string json);
Answer not_json();
Answer nothing_kept();
bool is_json(std::string_view content_type);
/// Now, as RFC 3339 in UTC.
std::string now_as_text();

}  // namespace layby::console
