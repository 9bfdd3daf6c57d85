#include "console/api/fetching.hpp"

#include <algorithm>
#include <utility>

#include "console/access/guesses.hpp"
#include "console/api/inviting.hpp"
#include "provision/mac.hpp"
#include "runtime/log.hpp"
#include "words/spelling.hpp"

namespace layby::console {
namespace {

using Clock = std::chrono::system_clock;

/// A whole office may be behind one address; each of its phones asks for a few files.
constexpr std::uint64_t most_wrong = 30;

Answer password_wanted() {
    auto answer = refusal(401, "no_invitation", "this needs the name and the secret of an invitation");
    answer.challenge = R"(Basic realm="settings of phones")";
    return answer;
}

/// A proxy on this machine proves nothing of the way to it.
bool is_private(const Request& request) {
    const auto& visitor = request.visitor;
    return request.by_tls || visitor.trusted || (!request.by_proxy && is_loopback(visitor.from));
}

Answer not_private() {
    return refusal(403, "not_encrypted", "settings of phones are to be had over https:// alone");
}

Answer too_many_wrong(std::chrono::seconds left) {
    auto answer = refusal(429, "too_many_tries", "too many wrong secrets; try again later");
    answer.retry_after = left;
    return answer;
}

/// Phones write their MAC address as they like.
std::size_t index_of(const std::string& file, const std::vector<std::string>& names) {
    const auto found = std::ranges::find(names, lower_case(file));
    return static_cast<std::size_t>(found - names.begin());
}

const char* type_of_file(const std::string& name) {
    return name.ends_with(".xml") ? "application/xml" : "text/plain; charset=utf-8";
}

}  // namespace

FetchingResources::FetchingResources(const Desk& desk, const Entrance& entrance, Invitations& invitations,
                                     const Journal& journal, std::chrono::milliseconds wrong_try, Post post)
    : desk_(desk),
      entrance_(entrance),
      invitations_(invitations),
      journal_(journal),
      tries_(wrong_try),
      post_(std::move(post)) {}

Routes FetchingResources::routes() {
    using Self = FetchingResources;
    // They have a key of their own.
    return {
        {"GET", {"provision", "*", "*"}, by(this, &Self::by_path), Scope::none},
        {"GET", {"provision", "*"}, by(this, &Self::by_password), Scope::none},
    };
}

void FetchingResources::by_path(const Asked& asked, Answered answered) {
    const auto& request = asked.request;
    if (!is_private(request)) return refuse_in_clear(asked.path[1], answered);
    const auto& from = request.visitor.from;
    fetch({asked.path[1], asked.path[2], from, source_of(from), nothing_there(), {}}, answered);
}

void FetchingResources::by_password(const Asked& asked, Answered answered) {
    const auto& request = asked.request;
    const auto given = name_and_password(request.authorization);
    if (!is_private(request)) return refuse_in_clear(given ? given->second : std::string{}, answered);
    if (!given) return answered(password_wanted());
    const auto& from = request.visitor.from;
    fetch({given->second, asked.path[1], from, source_of(from), password_wanted(),
           provision::mac_in(given->first).value_or("")},
          answered);
}

/// Whoever listens has the secret now, so it opens nothing any more.
void FetchingResources::refuse_in_clear(const std::string& secret, const Answered& answered) {
    const auto* invitation = secret.empty() ? nullptr : invitations_.with_secret(secret);
    if (!invitation) return answered(not_private());
    const auto mac = invitation->mac;
    log::warn("provisioning: the secret of phone {} came unencrypted; its invitation is withdrawn",
              provision::shown_mac(mac));
    if (!invitations_.withdraw(mac, answered, not_private())) answered(not_private());
}

/// What is wrong is found in an order that tells a stranger nothing: without the secret all answers are one.
void FetchingResources::fetch(const Call& call, const Answered& answered) {
    if (const auto left = tries_.wait(call.source, most_wrong, Tries::Clock::now()))
        return answered(too_many_wrong(*left));
    const auto* invitation = invitations_.with_secret(call.secret);
    if (!invitation || (call.mac && call.mac != invitation->mac)) return answered(wrong(call));
    const auto told = noted(call, *invitation, answered);
    const auto phones = desk_.desk_phones();
    const auto phone = std::ranges::find(phones, invitation->mac, &provision::DeskPhone::mac);
    if (phone == phones.end()) return told(call.closed);
    const auto names = provision::names_of_files(*phone);
    const auto file = index_of(call.file, names);
    if (file == names.size())
        return answered(nothing_there());  // of all phones of that kind, or its firmware
    if (!opens_for(*invitation, call.source, Clock::now())) return told(call.closed);
    serve(call, *invitation, *phone, file, told);
}

void FetchingResources::serve(const Call& call, const Invitation& invitation,
                              const provision::DeskPhone& phone, std::size_t file, const Answered& answered) {
    const auto rights = entrance_.rights_of_user(phone.user);
    desk_.provisioning(phone.user, [=, this, post = post_, hash = invitation.hash](ProvisioningFacts facts) {
        post([=, this, facts = std::move(facts)]() mutable {
            if (facts.ways.empty() || facts.wanted.user.empty()) return answered(call.closed);
            const auto& way = facts.ways.front();
            facts.wanted.transport = way.transport;
            facts.wanted.port = way.port;
            facts.wanted.host = way.host;
            std::erase_if(facts.wanted.lots, [&](const auto& lot) { return !sees(rights, lot.name); });
            const auto written = provision::written_for(phone, facts.wanted);
            const auto* files = std::get_if<std::vector<provision::File>>(&written);
            if (!files) return answered(call.closed);
            Answer served = ok(files->at(file).text);
            served.type = type_of_file(files->at(file).name);
            if (file + 1 == files->size()) served.written = [this, hash] { invitations_.finish(hash); };
            invitations_.begin(hash, call.source, std::move(served), call.closed, answered);
        });
    });
}

Answer FetchingResources::wrong(const Call& call) {
    const auto tried = tries_.wrong(call.source, Tries::Clock::now());
    log::warn("provisioning: wrong secret, {} in a row from {}", tried.count, call.from);
    auto answer = call.closed;
    answer.delay = tried.delay;
    return answer;
}

Answered FetchingResources::noted(const Call& call, const Invitation& invitation,
                                  const Answered& answered) const {
    const Guest guest{Scope::none, "phone " + provision::shown_mac(invitation.mac), call.from};
    const auto what = "GET /provision/…/" + log::printable(call.file);
    return [this, guest, what, answered](const Answer& answer) {
        journal_.write(what, guest, answer.status);
        answered(answer);
    };
}

}  // namespace layby::console
