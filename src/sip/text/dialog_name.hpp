// How others name one of our dialogs. Plain value; any thread.
#pragma once
#include <string>

namespace layby::sip {

/// RFC 3891, seen from our side.
struct DialogName {
    std::string call_id, local_tag, remote_tag;
    bool operator==(const DialogName&) const = default;
    std::string key() const { return call_id + '\n' + local_tag + '\n' + remote_tag; }
};

}  // namespace layby::sip
