#include "watcher.hpp"

#include <utility>

namespace layby::sip::test {
namespace {

using namespace std::chrono_literals;

std::string with_replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

}  // namespace

Watcher::Watcher(Wire& wire, std::string user, std::string user_agent)
    : wire_(wire), peer_(wire.add<Peer>()), user_(std::move(user)), user_agent_(std::move(user_agent)) {
    peer_.script = [this](const Text& request) {
        return answers && request.method() == "NOTIFY" ? response(request, with_status) : std::string{};
    };
}

std::string Watcher::request(const std::string& number, const std::string& headers,
                             const std::string& expires, const std::string& event) {
    const auto at = peer_.address().ip + ':' + std::to_string(peer_.address().port);
    return peer_.request("SUBSCRIBE", "sip:" + number, user_,
                         "Contact: <sip:" + user_ + '@' + at + ">\r\nEvent: " + event +
                             "\r\nExpires: " + expires + "\r\nUser-Agent: " + user_agent_ + "\r\n" + headers);
}

Subscribed Watcher::subscribe(const std::string& number, const std::string& headers,
                              const std::string& expires, const std::string& event) {
    Subscribed out;
    const auto where = number.find('@') == std::string::npos ? number + "@layby" : number;
    const auto first = request(where, headers, expires, event);
    out.answer = wire_.ask(peer_, first);
    out.first = first;
    out.cseq = 1;
    if (out.answer.status() == 407) {
        out.first = proving(first, out.answer, user_, "secret of " + user_);
        out.answer = wire_.ask(peer_, out.first);
        out.cseq = 2;
    }
    out.to = out.answer.header("To");
    return out;
}

Text Watcher::refresh(Subscribed& subscribed, const std::string& expires) {
    auto text = subscribed.first;
    const Text sent{text, {}};
    const auto old_to = "To: " + sent.header("To") + "\r\n",
               old_expires = "Expires: " + sent.header("Expires");
    text = with_replaced(text, old_to, "To: " + subscribed.to + "\r\n");
    text = with_replaced(text, "\r\n" + old_expires, "\r\nExpires: " + expires);
    text = with_replaced(text, "CSeq: " + std::to_string(subscribed.cseq),
                         "CSeq: " + std::to_string(subscribed.cseq + 1));
    text = with_replaced(text, "branch=z9hG4bK", "branch=z9hG4bKr");
    subscribed.first = with_replaced(text, "To: " + subscribed.to + "\r\n", old_to);
    ++subscribed.cseq;
    return wire_.ask(peer_, text);
}

std::vector<Text> Watcher::notifies() {
    std::vector<Text> out;
    for (; seen_ < peer_.inbox.size(); ++seen_)
        if (peer_.inbox[seen_].method() == "NOTIFY" && !peer_.inbox[seen_].status())
            out.push_back(peer_.inbox[seen_]);
    return out;
}

Text Watcher::next() {
    for (int i = 0; i < 50; ++i) {
        for (; seen_ < peer_.inbox.size(); ++seen_)
            if (!peer_.inbox[seen_].status() && peer_.inbox[seen_].method() == "NOTIFY")
                return peer_.inbox[seen_++];
        wire_.pass(10ms, 10ms);
    }
    return {};
}

calls::WatchedSlot free_slot(std::uint32_t number) {
    calls::WatchedSlot slot;
    slot.lot = "main";
    slot.slot = {number};
    return slot;
}

calls::WatchedSlot parked(std::uint32_t number, std::uint64_t park, Party caller) {
    auto slot = free_slot(number);
    slot.state = calls::WatchedSlot::State::parked;
    slot.park = {park};
    slot.caller = std::move(caller);
    slot.parker = {"Bob Ray", "201", false};
    slot.for_user = "201";
    return slot;
}

}  // namespace layby::sip::test
