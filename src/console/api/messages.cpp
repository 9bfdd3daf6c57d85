#include "console/api/messages.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "console/api/refused.hpp"
#include "console/message_text.hpp"
#include "console/path.hpp"
#include "console/query.hpp"

namespace layby::console {
namespace {

using What = calls::MessageOrder::What;

Answer no_such_message() { return refused(calls::CommandResult::no_such_message, {}, {}, {}); }

/// Who sees a few lots only minds no box but its own.
bool may_have_box(const Guest& guest, const std::string& box) {
    if (!guest.user.empty() && guest.user == box) return true;
    return guest.scope >= Scope::supervisor && !guest.rights;
}

Answer sound_in(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return refusal(404, "no_sound", "the sound of this message is not there");
    Answer out = ok({std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
    out.type = "audio/wav";
    return out;
}

}  // namespace

MessageResources::MessageResources(const Desk& desk, Feeds& feeds, Worker& reading, Post post)
    : desk_(desk), feeds_(feeds), reading_(reading), post_(std::move(post)) {}

Routes MessageResources::routes() {
    using Self = MessageResources;
    return {
        {"GET", {"api", "v1", "messages"}, by(this, &Self::all), Scope::viewer, Reach::some_lots},
        {"GET", {"api", "v1", "messages", "*"}, by(this, &Self::one), Scope::viewer, Reach::some_lots},
        {"PATCH", {"api", "v1", "messages", "*"}, by(this, &Self::mark), Scope::agent, Reach::some_lots},
        {"DELETE", {"api", "v1", "messages", "*"}, by(this, &Self::forget), Scope::agent, Reach::some_lots},
        {"GET",
         {"api", "v1", "messages", "*", "sound"},
         by(this, &Self::sound),
         Scope::viewer,
         Reach::some_lots,
         {},
         true},
    };
}

/// Without a box in the query: all that who asks may have.
void MessageResources::all(const Asked& asked, Answered answered) {
    const auto box = in_query(asked.request.target, "box").value_or("");
    if (!box.empty() && !may_have_box(asked.guest, box))
        return answered(
            refusal(403, "out_of_scope", "this needs the user's own account, or the scope supervisor"));
    feeds_.catch_up();
    auto messages = feeds_.whole().copy().messages_in(box);
    std::erase_if(messages, [&](const auto* message) { return !may_have_box(asked.guest, message->box); });
    answered(ok(box_messages_json(messages, feeds_.whole().times())));
}

const calls::Message* MessageResources::find(const Asked& asked) {
    feeds_.catch_up();
    const auto* message = feeds_.whole().copy().message({id_in(asked.path[3])});
    return message && may_have_box(asked.guest, message->box) ? message : nullptr;
}

void MessageResources::one(const Asked& asked, Answered answered) {
    const auto* message = find(asked);
    answered(message ? ok(box_message_json(*message, feeds_.whole().times())) : no_such_message());
}

void MessageResources::sound(const Asked& asked, Answered answered) {
    const auto* message = find(asked);
    if (!message) return answered(no_such_message());
    if (reading_.is_full())
        return answered(refusal(503, "busy_reading", "too many messages are being listened to; try again"));
    reading_.ask([file = desk_.recording(message->id)] { return sound_in(file); }, std::move(answered));
}

void MessageResources::mark(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto heard = heard_of(asked.request.body);
    if (!heard)
        return answered(refusal(400, "bad_body", R"(the body must be {"heard":true} or {"heard":false})"));
    change(asked, *heard ? What::heard : What::fresh, std::move(answered));
}

void MessageResources::forget(const Asked& asked, Answered answered) {
    change(asked, What::forget, std::move(answered));
}

void MessageResources::change(const Asked& asked, What what, Answered answered) {
    const auto* message = find(asked);
    if (!message) return answered(no_such_message());
    auto now = *message;
    if (what != What::forget)
        now.state = what == What::heard ? calls::Message::State::heard : calls::Message::State::fresh;
    desk_.change_message({now.id, what}, reply(post_, std::move(answered), [this, now, what](auto result) {
                             if (result != calls::CommandResult::done) return refused(result, {}, {}, {});
                             if (what == What::forget) return ok(R"({"deleted":true})");
                             return ok(box_message_json(now, feeds_.whole().times()));
                         }));
}

}  // namespace layby::console
