// Text messages (MESSAGE, RFC 3428) to users, to all devices at once, and to numbers behind trunks; settled
// once. Owned by the endpoint, signalling thread.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "calls/facts.hpp"
#include "sip/registrar/registrar.hpp"
#include "sip/stack/stack.hpp"
#include "sip/trunks/trunk_line.hpp"

namespace layby::sip {

class Messenger {
  public:
    /// `domain`: in From and To. `tell` is called from the loop, never from within send().
    Messenger(Stack& stack, const Registrar& registrar, const TrunkLines& lines, std::string domain,
              std::function<void(calls::Fact)> tell);
    ~Messenger();

    /// MessageSettled follows in any case: delivered with the first 2xx, not delivered when all devices
    /// refused or kept silent for 32 s, or when there is none.
    void send(std::uint64_t token, const std::string& user, const std::string& text);
    /// The same to a number through a trunk, whose challenge is answered.
    void send_out(std::uint64_t token, const std::string& trunk, const std::string& number,
                  const std::string& text);
    std::size_t pending() const { return under_way_.size(); }

  private:
    struct UnderWay;
    NewRequest request_to(const Binding& device, const std::string& text) const;
    void transmit(std::uint64_t serial, const std::string& trunk, const NewRequest& request, bool proved);
    bool prove(std::uint64_t serial, const std::string& trunk, NewRequest request, const sip_t& challenged);
    void responded(std::uint64_t serial, int status);
    void settle(std::uint64_t token, bool delivered);

    Stack& stack_;
    const Registrar& registrar_;
    const TrunkLines& lines_;
    std::string domain_;
    std::shared_ptr<std::function<void(calls::Fact)>>
        tell_;  ///< shared, so that a posted job can see whether we still live
    std::uint64_t last_serial_{};
    std::unordered_map<std::uint64_t, std::unique_ptr<UnderWay>> under_way_;
};

}  // namespace layby::sip
