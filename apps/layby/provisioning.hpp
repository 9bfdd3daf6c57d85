// What the settings of phones are made of: the office as it is set up, with the users' passwords. Owned by
// the server; signalling thread.
#pragma once
#include <string>
#include <vector>

#include "console/http_server.hpp"
#include "settings/settings.hpp"
#include "sip/endpoint.hpp"
#include "sip/loop.hpp"

namespace layby::app {

class Provisioning {
  public:
    explicit Provisioning(const settings::Settings& settings) { change(settings); }

    void change(const settings::Settings& settings);
    /// None of the three is asked after the desk's last use; questions are asked on the loop.
    void answer(console::Desk& desk, sip::Loop& loop, const sip::Endpoint& endpoint);

    console::ProvisioningFacts facts_for(const std::string& user,
                                         const std::vector<sip::Listen>& listening) const;

  private:
    struct Person {
        std::string name, display, password;
        calls::MediaEncryption encryption{};
    };

    std::vector<Person> people_;
    std::vector<provision::Lot> lots_;
    calls::Codes codes_;
    std::string domain_;
    bool trusted_{};  ///< phones believe our certificate
};

}  // namespace layby::app
