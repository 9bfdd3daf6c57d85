#include "console/site.hpp"

#include <boost/asio/post.hpp>

namespace layby::console {

namespace asio = boost::asio;
namespace {

/// For how long news are gathered, so that a busy switchboard wakes nobody for each turn.
constexpr auto together = std::chrono::milliseconds(20);

}  // namespace

Post poster(const std::shared_ptr<asio::io_context>& io) {
    return [weak = std::weak_ptr(io)](std::function<void()> job) {
        if (const auto alive = weak.lock()) asio::post(*alive, std::move(job));
    };
}

Site::Site(const std::string& tenant, std::shared_ptr<asio::io_context> io, Workers& workers, Gate gate,
           const Doors& doors, Desk desk)
    : io_(std::move(io)),
      feeds_(*inbox_, asker(desk), desk.now),
      api_(std::move(desk), std::move(gate), doors, feeds_, workers, poster(io_),
           tenant.empty() ? Reaches::server : Reaches::tenant),
      pause_(*io_) {
    api_.when_over(
        {[this] { return listeners_->keys(); }, [this](const auto& over) { listeners_->end(over); }});
}

/// Asks for everything, which then comes in by the inbox.
std::function<void()> Site::asker(const Desk& desk) {
    return [this, everything = desk.everything, inbox = inbox_, post = poster(io_)] {
        everything([this, inbox, post](Anew all) {
            if (inbox->put(std::move(all))) post([this] { on_news(); });
        });
    };
}

void Site::tell(News news) {
    if (inbox_->put(std::move(news))) asio::post(*io_, [this] { on_news(); });
}

void Site::on_news() {
    if (!feeds_.whole().ready()) return pass_on();  // somebody may be waiting for the copy
    if (std::exchange(pausing_, true)) return;
    pause_.expires_after(together);
    pause_.async_wait([this](boost::system::error_code error) {
        if (!error) pass_on();
    });
}

void Site::pass_on() {
    pausing_ = false;
    api_.feed_moved();
    listeners_->wake();
}

void Site::use(const AllRights& rights) {
    if (api_.use(rights)) listeners_->end([](const auto& key) { return !key.empty(); });
}

void Site::look_over() {
    api_.look_over();
    feeds_.forget_unused();
}

void Site::end() {
    pause_.cancel();
    listeners_->end();
}

Addressed addressed(const Sites& sites, const std::string& target) {
    constexpr std::string_view lane{"/t/"};
    const auto find = [&](const std::string& tenant) {
        const auto found = sites.find(tenant);
        return found == sites.end() ? nullptr : found->second.get();
    };
    if (!target.starts_with(lane)) return {find(""), {}, target};
    const auto end = target.find_first_of("/?", lane.size());
    const auto tenant = target.substr(lane.size(), end == std::string::npos ? end : end - lane.size());
    auto rest = end == std::string::npos ? std::string{} : target.substr(end);
    return {tenant.empty() ? nullptr : find(tenant), std::string(lane) + tenant, std::move(rest)};
}

}  // namespace layby::console
