#include "console/feed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <random>

namespace layby::console {
namespace {

/// So much is handed out at once; a listener asks again when it has got that.
constexpr std::size_t piece_bytes = 64 * 1024;
/// The wall clock was set, rather than that it drifts.
constexpr auto leap = std::chrono::milliseconds(250);

std::string random_epoch() {
    std::random_device device;
    return fmt::format("{:08x}", device());
}

std::chrono::system_clock::time_point wall_at_zero(Instant now) {
    return std::chrono::system_clock::now() -
           std::chrono::duration_cast<std::chrono::system_clock::duration>(now.time_since_epoch());
}

std::string framed(const std::string& id, const char* name, const std::string& json) {
    return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", id, name, json);
}

}  // namespace

Feed::Feed(Inbox& inbox, std::function<void()> everything, std::function<Instant()> now,
           std::size_t remembered)
    : inbox_(inbox),
      everything_(std::move(everything)),
      now_(std::move(now)),
      remembered_(remembered),
      epoch_(random_epoch()),
      anchor_(wall_at_zero(now_())) {}

void Feed::catch_up() {
    for (auto& news : inbox_.take()) take(std::move(news));
    if (!inbox_.lost()) return;
    ready_ = false;
    if (!std::exchange(asked_, true)) everything_();
}

void Feed::take(News news) {
    tell_(news);
    std::visit([this](auto& what) { on(std::move(what)); }, news);
}

void Feed::on(std::vector<calls::Shown> changes) {
    for (auto& change : changes) on_change(std::move(change));
}

void Feed::on_change(calls::Shown change) {
    auto instead = event_instead_of(change);
    if (!copy_.take(change)) return;
    if (std::holds_alternative<calls::ShownLots>(change)) know_lots();
    if (instead) return note(std::move(*instead));
    std::visit(
        [this](auto& what) {
            if constexpr (std::is_constructible_v<Changed, decltype(what)>) note(std::move(what));
        },
        change);
    note_busier_trunks();
}

/// What is told of a change that isn't told itself; asked before it is taken in. Of a message it is whose
/// box it is in: what it says is for that one.
std::optional<Changed> Feed::event_instead_of(const calls::Shown& change) const {
    const auto* park_over = std::get_if<calls::ParkOver>(&change);
    if (const auto* park = park_over ? copy_.park(park_over->park) : nullptr)
        return Unparked{park->lot, park->call.slot, park->call.park};
    if (const auto* message = std::get_if<calls::Message>(&change)) return BoxChanged{message->box};
    const auto* message_over = std::get_if<calls::MessageOver>(&change);
    if (const auto* message = message_over ? copy_.message(message_over->message) : nullptr)
        return BoxChanged{message->box};
    return {};
}

void Feed::note_busier_trunks() {
    for (const auto& name : copy_.busier_trunks())
        if (auto trunk = copy_.shown_trunk(name)) note(std::move(*trunk));
}

/// One that is new, or gone, is told with all the others.
void Feed::on(const Trunks& now) {
    const auto before = copy_.trunks();
    copy_.take(now);
    if (!std::ranges::equal(before, now.trunks, {}, &Trunk::name, &Trunk::name))
        return note(copy_.shown_trunks());
    for (std::size_t i = 0; i < before.size(); ++i)
        if (before[i] != now.trunks[i]) note(*copy_.shown_trunk(before[i].name));
}

void Feed::on(UserPhones phones) {
    if (copy_.take(phones)) note(std::move(phones));
}

/// Nobody can go on from an event before: what has changed meanwhile is not known.
void Feed::on(Anew all) {
    copy_ = {};
    for (const auto& change : all.shown) copy_.take(change);
    for (const auto& phones : all.phones) copy_.take(phones);
    copy_.take(all.trunks);
    copy_.busier_trunks();
    know_lots();
    events_.clear();
    ++next_;
    whole_ = whole_with_trunks_ = {};
    ready_ = true;
    asked_ = false;
}

void Feed::on(const Past& past) {
    for (const auto& park : past) tally_.take(park);
}

void Feed::know_lots() {
    for (const auto& lot : copy_.lots()) tally_.know(lot.name);
}

void Feed::note(Changed what) {
    events_.push_back({std::move(what), {}});
    ++next_;
    if (events_.size() > remembered_) events_.pop_front();
}

Times Feed::times() {
    const auto now = now_();
    const auto anchor = wall_at_zero(now);
    if (anchor > anchor_ + leap || anchor < anchor_ - leap) anchor_ = anchor;
    return {now, anchor_};
}

std::string Feed::id_of(std::uint64_t event) const { return fmt::format("{}-{}", epoch_, event); }

std::optional<std::uint64_t> Feed::number_of(const std::string& id) const {
    if (!id.starts_with(epoch_ + "-")) return {};
    std::uint64_t number{};
    const auto* begin = id.data() + epoch_.size() + 1;
    const auto* end = id.data() + id.size();
    const auto [rest, error] = std::from_chars(begin, end, number);
    if (error != std::errc{} || rest != end || number >= next_) return {};
    return number;
}

const std::string& Feed::text_of(std::uint64_t number) {
    Event& event = events_[number - first()];
    if (event.text.empty())
        event.text = std::visit(
            [&](const auto& what) {
                return framed(id_of(number), event_name(what), event_json(what, times().without_ages()));
            },
            event.what);
    return event.text;
}

bool Feed::is_for(bool sees_trunks, std::uint64_t event) const {
    const auto& what = events_[event - first()].what;
    return sees_trunks ||
           !(std::holds_alternative<ShownTrunk>(what) || std::holds_alternative<ShownTrunks>(what));
}

Feed::Piece Feed::after(std::optional<std::uint64_t> event, bool sees_trunks) {
    if (!event || *event + 1 < first()) return whole(sees_trunks ? whole_with_trunks_ : whole_, sees_trunks);
    std::string text;
    auto next = *event + 1;
    for (; next < next_ && text.size() < piece_bytes; ++next)
        if (is_for(sees_trunks, next)) text += text_of(next);
    if (text.empty()) return {nullptr, next - 1};
    return {std::make_shared<const std::string>(std::move(text)), next - 1};
}

/// One that somebody is reading will do, too, if what has happened since is remembered: so a crowd of slow
/// readers holds one or two of them, not one each.
Feed::Piece Feed::whole(Whole& known, bool sees_trunks) {
    if (auto text = known.text.lock(); text && known.upto + 1 >= first())
        return {std::move(text), known.upto};
    const auto times_now = times().without_ages();
    auto text = std::make_shared<const std::string>(
        framed(last_id(), "snapshot", snapshot_json(copy_, sees_trunks, times_now)));
    known = {text, next_ - 1};
    return {std::move(text), known.upto};
}

}  // namespace layby::console
