#include "sip/dialog/messenger.hpp"

#include "sip/registrar/register_view.hpp"
#include "sip/text/identity.hpp"

namespace layby::sip {

/// A message on its way to all devices of a user.
struct Messenger::UnderWay {
    std::uint64_t token{};
    bool settled{};
    std::size_t open{};
    std::vector<std::unique_ptr<Outgoing>> sent;
};

Messenger::Messenger(Stack& stack, const Registrar& registrar, const TrunkLines& lines, std::string domain,
                     std::function<void(calls::Fact)> tell)
    : stack_(stack),
      registrar_(registrar),
      lines_(lines),
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

void Messenger::send_out(std::uint64_t token, const std::string& trunk, const std::string& number,
                         const std::string& text) {
    const auto now = stack_.loop().now();
    const auto* line = lines_.find(trunk);
    if (!line || !line->near_ip(now)) return settle(token, false);
    NewRequest request;
    request.method = "MESSAGE";
    request.uri = line->uri_for(number);
    const auto server = line->servers(now).front();
    request.next_hop = server.uri();
    request.flow = line->flow();
    request.by_flow_alone = !can_be_opened(server.transport);
    request.from = "\"Layby\" <sip:layby@" + line->from_host() + '>';
    request.to = "<" + request.uri + '>';
    request.body = {"text/plain;charset=UTF-8", text};
    const auto serial = ++last_serial_;
    auto& message = *under_way_.emplace(serial, std::make_unique<UnderWay>()).first->second;
    message.token = token;
    message.open = 1;
    transmit(serial, trunk, request, false);
}

void Messenger::transmit(std::uint64_t serial, const std::string& trunk, const NewRequest& request,
                         bool proved) {
    auto sent = stack_.send(request, [=, this](int status, const sip_t* sip) {
        const bool challenged = (status == 401 || status == 407) && !proved && sip;
        if (!challenged || !prove(serial, trunk, request, *sip)) responded(serial, status);
    });
    if (!sent) return responded(serial, 503);
    under_way_.at(serial)->sent.push_back(std::move(sent));
}

bool Messenger::prove(std::uint64_t serial, const std::string& trunk, NewRequest request,
                      const sip_t& challenged) {
    const auto* line = lines_.find(trunk);
    const auto proof = line ? line->authorize(challenged, request.method, request.uri) : std::nullopt;
    if (!proof || !under_way_.contains(serial)) return false;
    request.headers += *proof;
    transmit(serial, std::string(trunk), request, true);
    return true;
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
