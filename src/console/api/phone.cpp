#include "console/api/phone.hpp"

#include <utility>

#include "console/api/access_json.hpp"
#include "words/networks.hpp"
#include "words/spelling.hpp"

namespace layby::console {
namespace {

Answer no_browsers() { return refusal(404, "no_browsers", "browsers can't register at this server"); }

}  // namespace

PhoneResources::PhoneResources(const Desk& desk, Post post) : desk_(desk), post_(std::move(post)) {}

Routes PhoneResources::routes() {
    using Self = PhoneResources;
    return {
        {"GET", {"sip"}, by(this, &Self::web_socket), Scope::none},  // who registers proves it by SIP
        {"POST", {"api", "v1", "phone"}, by(this, &Self::log_in), Scope::viewer, Reach::some_lots},
    };
}

/// Whose Host or Origin is another's isn't let in so far: a page of another site must not use a browser's
/// place in the network.
void PhoneResources::web_socket(const Asked& asked, Answered answered) {
    const auto& request = asked.request;
    if (!desk_.browser || !address_of(request.visitor.from)) return answered(no_browsers());
    if (lower_case(request.upgrade) != "websocket")
        return answered(refusal(426, "not_a_web_socket", "here is SIP over WebSocket (RFC 7118)"));
    Answer answer;
    answer.phone = Answer::Phone{{request.visitor.from, request.visitor.port}, request.by_tls};
    answered(std::move(answer));
}

void PhoneResources::log_in(const Asked& asked, Answered answered) {
    if (!desk_.browser || !desk_.log_in_phone) return answered(no_browsers());
    const auto& user = asked.guest.user;
    if (user.empty()) return answered(refusal(409, "no_user", "this account has no phone: give it a user"));
    desk_.log_in_phone(user, reply(post_, std::move(answered), [user](const auto& login) {
                           if (login) return Answer{201, phone_login_json(user, *login), {}};
                           return refusal(409, "no_such_user", "there is no user \"" + user + "\"");
                       }));
}

}  // namespace layby::console
