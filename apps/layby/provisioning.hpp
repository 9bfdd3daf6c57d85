// What the settings of phones are made of: the office as it is set up, with the users' passwords. Owned by
// the server; changed on the signalling thread, asked on any: phones that fetch their settings cost it
// nothing.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "console/http_server.hpp"
#include "settings/settings.hpp"
#include "sip/options.hpp"

namespace layby::app {

class Provisioning {
  public:
    explicit Provisioning(const settings::Settings& settings) { change(settings); }

    void change(const settings::Settings& settings);
    /// It outlives the desk. `listening`: of the front, for as long as it runs.
    void answer(console::Desk& desk, const std::vector<sip::Listen>& listening);

    std::optional<console::HeldCard> card_holder(const std::string& user) const;
    console::ProvisioningFacts facts_for(const std::string& user,
                                         const std::vector<sip::Listen>& listening) const;

  private:
    struct Person {
        std::string name, display, password;
        calls::MediaEncryption encryption{};
    };

    /// Never changed once it is there.
    struct Known {
        calls::Office office;  ///< its users, groups, lots, hours and codes
        std::vector<Person> people;
        std::vector<provision::DeskPhone> phones;
        std::vector<provision::Lot> lots;
        std::vector<console::TenantView> tenants;
        std::string domain;
        bool trusted{};  ///< phones believe our certificate
    };
    std::shared_ptr<const Known> known() const;
    std::vector<console::CardHolder> card_holders() const;

    mutable std::mutex changing_;
    std::shared_ptr<const Known> known_;  ///< shared with who reads it while another one comes
};

}  // namespace layby::app
