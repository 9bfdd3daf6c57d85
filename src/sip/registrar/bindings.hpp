// The registered devices: by id, by user, by place and by expiry. No look-up grows with their number. Pure.
// Owned by the registrar, signalling thread.
#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sip/registrar/binding.hpp"

namespace layby::sip {

class Bindings {
  public:
    /// A new device of that user, nowhere yet.
    Binding& add(const std::string& user);
    /// One from before a restart, with its id. Null: there is one with that id.
    Binding* put_back(Binding binding);
    void remove(DeviceId id);

    // Fields that are looked up by are written by these alone.
    void renew(Binding& binding, Instant expires);
    void move(Binding& binding, const Address& source, const std::string& contact);

    Binding* find(DeviceId id) const;
    /// Oldest first. Valid until the user's next device comes or goes.
    const std::vector<Binding*>& of(const std::string& user) const;
    /// Null: none.
    const Binding* first_to_expire() const;
    /// One that registered from this address, or has its contact there, and can be reached.
    const Binding* reached_at(const Address& address) const;
    bool any_from(const std::string& ip) const;  ///< some device registered from this IP address
    std::size_t size() const { return by_id_.size(); }

    template <class Visit>
    void each(Visit visit) const {
        for (const auto& [id, binding] : by_id_) visit(*binding);
    }

  private:
    Binding& insert(std::unique_ptr<Binding> binding);
    void leave_places(const Binding& binding);
    void enter_places(Binding& binding);

    std::unordered_map<DeviceId, std::unique_ptr<Binding>> by_id_;
    std::unordered_map<std::string, std::vector<Binding*>> by_user_;
    std::set<std::pair<Instant, DeviceId>> by_expiry_;
    std::unordered_multimap<std::string, Binding*> by_ip_;  ///< of its source, and of its contact
    std::uint64_t last_id_{};
};

}  // namespace layby::sip
