// Who somebody is. A plain value, used on every thread.
#pragma once
#include <string>

namespace layby {

/// As shown on a display.
struct Party {
    std::string name;    ///< display name in UTF-8, may be empty
    std::string number;  ///< user part of the SIP URI or telephone number, may be empty
    bool anonymous{};    ///< asked for privacy (RFC 3323): show neither name nor number
    bool operator==(const Party&) const = default;
};

}  // namespace layby
