// Dialog information documents (RFC 4235), written. Pure; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace layby::sip {

enum class DialogPhase { terminated, early, confirmed };

/// One side of a dialog: who, and the URI that reaches it.
struct DialogSide {
    std::string display;  ///< UTF-8, not escaped
    std::string uri;      ///< of the identity
    std::string target;   ///< empty: none
    bool silent{};  ///< sip.rendering "no": its user doesn't hear the other side (RFC 4235 section 4.1.6.2)
};

struct DialogEntry {
    std::string id;
    std::string call_id, local_tag, remote_tag;  ///< empty: not told
    bool recipient{true};                        ///< the resource was called; else it called
    DialogPhase phase{};
    std::optional<std::uint64_t> seconds;  ///< how long it has been up
    std::optional<DialogSide> local, remote;
};

struct DialogInfo {
    std::string entity;  ///< URI of the resource
    std::uint32_t version{};
    bool full{true};
    std::vector<DialogEntry> dialogs;
};

constexpr auto dialog_info_type = "application/dialog-info+xml";
std::string write(const DialogInfo& info);

}  // namespace layby::sip
