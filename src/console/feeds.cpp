#include "console/feeds.hpp"

#include <optional>
#include <utility>

namespace layby::console {
namespace {

using Lots = std::set<std::string>;

struct Filter {
    const Lots& lots;

    std::optional<calls::Shown> operator()(calls::ShownLots all) const {
        std::erase_if(all.lots, [this](const auto& lot) { return !lots.contains(lot.name); });
        return all;
    }
    std::optional<calls::Shown> operator()(const calls::ShownPark& park) const {
        return lots.contains(park.lot) ? std::optional<calls::Shown>(park) : std::nullopt;
    }
    std::optional<calls::Shown> operator()(const calls::ParkOver& over) const { return over; }
    /// Whoever goes into a lot that isn't seen is gone.
    std::optional<calls::Shown> operator()(const calls::CallView& call) const {
        if (call.lot.empty() || lots.contains(call.lot)) return call;
        return calls::CallOver{call.leg};
    }
    std::optional<calls::Shown> operator()(const calls::CallOver& over) const { return over; }
    std::optional<calls::Shown> operator()(const calls::Presence& presence) const { return presence; }
    /// One that has gone on into another lot is gone.
    std::optional<calls::Shown> operator()(const calls::Task& task) const {
        if (lots.contains(task.lot)) return task;
        return calls::TaskOver{task.id};
    }
    std::optional<calls::Shown> operator()(const calls::TaskOver& over) const { return over; }
    std::optional<calls::Shown> operator()(const calls::Message& message) const {
        return lots.contains(message.lot) ? std::optional<calls::Shown>(message) : std::nullopt;
    }
    std::optional<calls::Shown> operator()(const calls::MessageOver& over) const { return over; }
};

std::vector<calls::Shown> seen(const std::vector<calls::Shown>& changes, const Lots& lots) {
    std::vector<calls::Shown> out;
    for (const auto& change : changes)
        if (auto part = std::visit(Filter{lots}, change)) out.push_back(std::move(*part));
    return out;
}

/// None: it concerns these lots in no way.
std::optional<News> part_of_news(const News& news, const Lots& lots) {
    if (const auto* changes = std::get_if<std::vector<calls::Shown>>(&news)) {
        auto part = seen(*changes, lots);
        return part.empty() ? std::nullopt : std::optional<News>(std::move(part));
    }
    if (const auto* all = std::get_if<Anew>(&news)) return Anew{seen(all->shown, lots), all->phones, {}};
    if (const auto* phones = std::get_if<UserPhones>(&news)) return *phones;
    return {};
}

Anew everything_in(const Copy& copy) {
    Anew out;
    out.shown.emplace_back(calls::ShownLots{copy.lots()});
    for (const auto& lot : copy.lots())
        for (const auto* park : copy.parked_in(lot.name)) out.shown.emplace_back(*park);
    for (const auto& [leg, call] : copy.calls()) out.shown.emplace_back(call);
    for (const auto& [user, presence] : copy.presences()) out.shown.emplace_back(presence);
    for (const auto& [id, task] : copy.tasks()) out.shown.emplace_back(task);
    for (const auto& [id, message] : copy.messages()) out.shown.emplace_back(message);
    for (const auto& [user, phones] : copy.phones()) out.phones.push_back({user, phones});
    return out;
}

}  // namespace

Feeds::Feeds(Inbox& inbox, std::function<void()> everything, std::function<Instant()> now)
    : now_(now), whole_(inbox, std::move(everything), std::move(now)) {
    whole_.pass_on([this](const News& news) { pass_on(news); });
}

std::shared_ptr<Feed> Feeds::seen_with(const RightsOf& rights) {
    const auto part = rights ? part_of(rights->sees) : nullptr;
    catch_up();
    if (!part) return {std::shared_ptr<Feed>(), &whole_};
    return {part, part->feed.get()};
}

/// It asks for everything when it is looked at first, and gets that from the whole.
std::shared_ptr<Feeds::Part> Feeds::part_of(const Lots& lots) {
    auto& part = parts_[lots];
    if (part) return part;
    part = std::make_shared<Part>();
    part->feed = std::make_unique<Feed>(
        part->inbox,
        [this, lots, inbox = &part->inbox] {
            if (whole_.ready()) inbox->put(*part_of_news(everything_in(whole_.copy()), lots));
        },
        now_);
    return part;
}

void Feeds::pass_on(const News& news) {
    for (const auto& [lots, part] : parts_)
        if (auto some = part_of_news(news, lots)) part->inbox.put(std::move(*some));
}

/// Twice for a part: the first time it may ask for everything, the second time it has that.
void Feeds::catch_up() {
    whole_.catch_up();
    for (const auto& [lots, part] : parts_) {
        part->feed->catch_up();
        part->feed->catch_up();
    }
}

void Feeds::forget_unused() {
    std::erase_if(parts_, [](const auto& one) { return one.second.use_count() == 1; });
}

}  // namespace layby::console
