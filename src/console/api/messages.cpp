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
    desk_.box_messages(
        box, reply(post_, std::move(answered), [this, guest = asked.guest](auto messages) {
            std::erase_if(messages, [&](const auto& message) { return !may_have_box(guest, message.box); });
            return ok(box_messages_json(messages, feeds_.whole().times()));
        }));
}

void MessageResources::find(const Asked& asked, Answered answered, Found found) {
    const MessageId id{id_in(asked.path[3])};
    desk_.box_messages({}, [post = post_, guest = asked.guest, id, answered = std::move(answered),
                            found = std::move(found)](std::vector<calls::Message> messages) {
        post([=, messages = std::move(messages)] {
            const auto one = std::ranges::find(messages, id, &calls::Message::id);
            const bool there = one != messages.end() && may_have_box(guest, one->box);
            there ? found(*one, answered) : answered(no_such_message());
        });
    });
}

void MessageResources::one(const Asked& asked, Answered answered) {
    find(asked, std::move(answered),
         [this](const auto& message, auto to) { to(ok(box_message_json(message, feeds_.whole().times()))); });
}

void MessageResources::sound(const Asked& asked, Answered answered) {
    find(asked, std::move(answered), [this](const auto& message, auto to) { read(message, std::move(to)); });
}

void MessageResources::read(const calls::Message& message, Answered answered) {
    if (reading_.is_full())
        return answered(refusal(503, "busy_reading", "too many messages are being listened to; try again"));
    reading_.ask([file = desk_.recording(message.id)] { return sound_in(file); }, std::move(answered));
}

void MessageResources::mark(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto heard = heard_of(asked.request.body);
    if (!heard)
        return answered(refusal(400, "bad_body", R"(the body must be {"heard":true} or {"heard":false})"));
    find(asked, std::move(answered),
         [this, what = *heard ? What::heard : What::fresh](const auto& message, auto to) {
             change(message, what, std::move(to));
         });
}

void MessageResources::forget(const Asked& asked, Answered answered) {
    find(asked, std::move(answered),
         [this](const auto& message, auto to) { change(message, What::forget, std::move(to)); });
}

void MessageResources::change(const calls::Message& message, What what, Answered answered) {
    auto now = message;
    if (what != What::forget)
        now.state = what == What::heard ? calls::Message::State::heard : calls::Message::State::fresh;
    desk_.change_message({message.id, what},
                         reply(post_, std::move(answered), [this, now, what](auto result) {
                             if (result != calls::CommandResult::done) return refused(result, {}, {}, {});
                             if (what == What::forget) return ok(R"({"deleted":true})");
                             return ok(box_message_json(now, feeds_.whole().times()));
                         }));
}

}  // namespace layby::console
