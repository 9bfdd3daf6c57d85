#include "console/api/cards.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "cards/print.hpp"
#include "console/provisioning_text.hpp"
#include "console/query.hpp"
#include "runtime/log.hpp"
#include "words/spelling.hpp"

namespace layby::console {
namespace {

Answer not_among(const char* code, const char* what, const std::string& wrong,
                 const std::vector<std::string>& all) {
    std::string known;
    for (const auto& one : all) known += (known.empty() ? "" : ", ") + one;
    const auto meant = did_you_mean(lower_case(wrong), all);
    return refusal(400, code,
                   std::string("there are no cards ") + what + " \"" + wrong + '"' +
                       (meant.empty() ? ", but " + known : meant));
}

bool is_among(const std::string& one, const std::vector<std::string>& all) {
    return std::ranges::find(all, one) != all.end();
}

std::string title_of(const std::string& phone) {
    const auto all = provision::phones();
    const auto found = std::ranges::find(all, phone, &provision::Phone::name);
    return found == all.end() ? std::string{} : found->title;
}

Answer card_answer(const cards::Card& card) try {
    Answer out = ok(cards::printed(card));
    out.type = "application/pdf";
    return out;
} catch (const std::exception& error) {
    log::warn("cards: {}", error.what());
    return refusal(503, "cannot_print", error.what());
}

Answer busy() { return refusal(503, "busy_printing", "too many cards are being printed; try again"); }

}  // namespace

Routes CardResources::routes() {
    using Self = CardResources;
    return {
        {"GET", {"api", "v1", "users", "*", "card"}, by(this, &Self::card), Scope::viewer, Reach::some_lots},
        {"GET", {"api", "v1", "cards"}, by(this, &Self::users), Scope::admin},
    };
}

void CardResources::users(const Asked&, Answered answered) {
    answered(ok(cards_json(desk_.card_holders(), cards::languages())));
}

/// Of the lots that the user sees, and who asks.
void CardResources::card(const Asked& asked, Answered answered) {
    const auto& user = asked.path[3];
    const auto& target = asked.request.target;
    const bool own = !asked.guest.user.empty() && asked.guest.user == user;
    if (!own && asked.guest.scope < Scope::admin)
        return answered(refusal(403, "out_of_scope", "this is for an admin, and for who has this phone"));
    auto found = desk_.card_holder(user);
    if (!found) {
        std::vector<std::string> users;
        for (const auto& one : desk_.card_holders()) users.push_back(one.user);
        return answered(
            refusal(404, "no_such_user", "there is no user \"" + user + '"' + did_you_mean(user, users)));
    }
    const auto language = in_query(target, "language").value_or("en");
    if (!is_among(language, cards::languages()))
        return answered(not_among("bad_choice", "in the language", language, cards::languages()));
    const auto phone = in_query(target, "phone").value_or(found->phone);
    if (!phone.empty() && !is_among(phone, provision::phone_names()))
        return answered(not_among("bad_choice", "for a", phone, provision::phone_names()));
    std::erase_if(found->holder.lots, [&](const auto& lot) {
        const auto& name = lot.rules.name;
        return !sees(asked.guest.rights, name) || !sees(entrance_.rights_of_user(user), name);
    });
    const bool has_keys = is_among(phone, provision::fetching_phones());
    print(cards::card_for(found->holder, {title_of(phone), has_keys}, language), std::move(answered));
}

void CardResources::print(const cards::Card& card, Answered answered) {
    if (printing_.is_full()) return answered(busy());
    printing_.ask([card] { return card_answer(card); }, std::move(answered));
}

}  // namespace layby::console
