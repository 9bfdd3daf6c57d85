// Several resources in one NOTIFY (RFC 4662): a list of them (RLMI) and a part for each that has news. Pure;
// any thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sip/stack/stack.hpp"

namespace layby::sip {

struct ListedResource {
    std::string uri, name;
    Body state;  ///< empty: nothing new is told about it
};

/// `full`: the list names every resource of it.
Body write_event_list(const std::string& uri, std::uint32_t version, bool full,
                      const std::vector<ListedResource>& resources);

}  // namespace layby::sip
