#include "console/access/invitations.hpp"

#include "console/access/access.hpp"
#include "console/token.hpp"
#include "runtime/log.hpp"

namespace layby::console {
namespace {

using Clock = std::chrono::system_clock;

Invitation* with_hash(std::vector<Invitation>& all, const std::string& hash) {
    const auto found = std::ranges::find(all, hash, &Invitation::hash);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

Invitations::Invitations(List::List kept, List::Keep keep, Post post)
    : list_(std::move(kept), std::move(keep), std::move(post)) {}

const Invitation* Invitations::of(const std::string& mac) const {
    const auto found = std::ranges::find(list_.now(), mac, &Invitation::mac);
    return found == list_.now().end() ? nullptr : &*found;
}

const Invitation* Invitations::with_secret(std::string_view secret) const {
    return console::with_secret(list_.now(), secret);
}

void Invitations::invite(const Invitation& invitation, Answer done, Answered answered) {
    list_.change(
        [invitation, done = std::move(done)](auto all) {
            std::erase_if(all, [&](const auto& one) { return one.mac == invitation.mac; });
            all.push_back(invitation);
            return List::Outcome{std::move(all), done};
        },
        std::move(answered));
}

bool Invitations::withdraw(const std::string& mac, Answered answered, Answer done) {
    return list_.withdraw([mac](const Invitation& one) { return one.mac == mac; }, std::move(answered),
                          std::move(done));
}

void Invitations::begin(const std::string& hash, const std::string& source, Answer served, Answer closed,
                        Answered answered) {
    list_.change(
        [hash, source, served = std::move(served), closed = std::move(closed)](auto all) -> List::Outcome {
            auto* one = with_hash(all, hash);
            if (!one || !opens_for(*one, source, Clock::now())) return {{}, closed};
            if (one->source == source) return {{}, served};
            one->source = source;
            return {std::move(all), served};
        },
        std::move(answered));
}

void Invitations::finish(const std::string& hash) {
    list_.change(
        [hash](auto all) -> List::Outcome {
            auto* one = with_hash(all, hash);
            if (!one || one->fetched) return {};
            one->fetched = Clock::now();
            return {std::move(all), {}};
        },
        [](const Answer& kept) {
            if (kept.status != 200)
                log::warn("a phone has its settings, but that can't be kept: {}", kept.body);
        });
}

}  // namespace layby::console
