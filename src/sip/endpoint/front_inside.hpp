// What the front is made of, and what it sees of a tenant. For this folder only; signalling thread.
#pragma once
#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "sip/endpoint/reception.hpp"
#include "sip/front.hpp"
#include "sip/stack/stack.hpp"
#include "words/networks.hpp"

namespace layby::sip {

/// A tenant's side.
class Side {
  public:
    virtual ~Side() = default;
    virtual const Options& options() const = 0;
    /// A request outside of dialogs that is this tenant's to answer.
    virtual void on_arrival(Arrival& arrival) = 0;
    /// That trunk's connection over TLS has come or gone.
    virtual void trunk_connected(const std::string& trunk) = 0;
    virtual void outlook_changed() = 0;  ///< peers see us elsewhere now
    virtual bool has_phones_at(const std::string& ip) const = 0;
    virtual void add_to(Counters& counters) const = 0;
};

struct Front::Inside {
    Inside(Loop& loop, const Options& options);

    /// From now on requests may be its own. The first one has those that are nobody's in particular.
    void enter(Side& side);
    void leave(Side& side);
    void sides_changed() { known = false; }  ///< what they are known by
    void outlook_changed();

    void on_arrival(Arrival& arrival);
    Side* side_of(const Arrival& arrival);
    Side* at_domain(const sip_t& sip) const;
    Side* of_realm(const sip_t& sip) const;
    void know_sides();
    bool has_phones_at(const std::string& ip) const;  ///< any tenant's
    bool trusts(const std::string& ip);               ///< a trunk is there, or nobody is ever banned
    bool retrieves(std::string_view uri);             ///< somebody who waits there

    Options options;
    Stack stack;
    Reception reception;
    std::vector<Side*> sides;
    // What they are known by; as the sides are when `known`.
    bool known{};
    std::unordered_map<std::string, Side*> by_domain, by_trunk;
    NetworkTable trunks_by_address, never_banned;
};

}  // namespace layby::sip
