#include "sip/messenger.hpp"

#include "sip/identity.hpp"
#include "sip/request_view.hpp"

namespace layby::sip {

/// A message on its way to all devices of a user.
struct Messenger::UnderWay {
    std::uint64_t token{};
    bool settled{};
    std::size_t open{};
    std::vector<std::unique_ptr<Outgoing>> sent;
};

Messenger::Messenger(Stack& stack, const Registrar& registrar, std::string domain,
                     std::function<void(calls::Fact)> tell)
    : stack_(stack),
      registrar_(registrar),
      domain_(std::move(domain)),
      tell_(std::make_shared<std::function<void(calls::Fact)>>(std::move(tell))) {}

Messenger::~Messenger() = default;

void Messenger::send(std::uint64_t token, const std::string& user, const std::string& text) {
    const auto serial = ++last_serial_;
    auto& message = *under_way_.emplace(serial, std::make_unique<UnderWay>()).first->second;
    message.token = token;
    for (const auto* device : registrar_.devices_of(user, stack_.loop().now())) {
        auto sent = stack_.send(request_to(*device, text),
                                [this, serial](int status, const sip_t*) { responded(serial, status); });
        if (sent) message.sent.push_back(std::move(sent));
    }
    message.open = message.sent.size();
    if (message.open != 0) return;
    under_way_.erase(serial);
    settle(token, false);
}

NewRequest Messenger::request_to(const Binding& device, const std::string& text) const {
    NewRequest request;
    request.method = "MESSAGE";
    request.from = "\"Layby\" <sip:layby@" + domain_ + '>';
    request.to = "<sip:" + escaped_user(device.user) + '@' + domain_ + '>';
    request.body = {"text/plain;charset=UTF-8", text};
    aim(request, reach(device));
    return request;
}

void Messenger::responded(std::uint64_t serial, int status) {
    const auto found = under_way_.find(serial);
    if (status < 200 || found == under_way_.end()) return;
    auto& message = *found->second;
    --message.open;
    const bool first_success = status < 300 && !message.settled;
    if (first_success) settle(message.token, true);
    message.settled = message.settled || first_success;
    if (message.open != 0) return;
    if (!message.settled) settle(message.token, false);
    under_way_.erase(found);
}

void Messenger::settle(std::uint64_t token, bool delivered) {
    // Weak, so that a job which runs after our end tells nobody.
    stack_.loop().post([tell = std::weak_ptr(tell_), token, delivered] {
        if (const auto alive = tell.lock()) (*alive)(calls::MessageSettled{token, delivered});
    });
}

}  // namespace layby::sip
