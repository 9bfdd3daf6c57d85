// An invitation: a desk phone may fetch its settings, password included, with a secret that works once. Plain
// values and pure functions; any thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>

namespace layby::console {

/// The secret is in the phone alone; this is what the server knows of it.
struct Invitation {
    using Time = std::chrono::system_clock::time_point;

    std::string mac;   ///< twelve digits
    std::string hash;  ///< of the secret, SHA-256 in hexadecimal
    Time until{};
    std::string source{};  ///< where the phone has begun to fetch: nobody else goes on; empty: it hasn't
    std::optional<Time> fetched{};  ///< when it had everything for the first time
    bool operator==(const Invitation&) const = default;
};

/// A phone that has everything may ask again for so long: it reads its settings twice while it starts.
constexpr auto grace_of_phone = std::chrono::minutes(2);
constexpr auto shortest_invitation = std::chrono::minutes(1);
constexpr auto usual_invitation = std::chrono::hours(24);
constexpr auto longest_invitation = std::chrono::hours(24 * 30);

enum class InvitationState {
    open,     ///< nobody has come yet
    begun,    ///< somebody has, and hasn't got everything
    fetched,  ///< it has done its work
    expired,
};
InvitationState state_of(const Invitation& invitation, Invitation::Time now);
/// "open", "begun", "fetched", "expired"
const char* name_of(InvitationState state);

/// Whether the secret still opens something to who comes from there.
bool opens_for(const Invitation& invitation, const std::string& source, Invitation::Time now);

}  // namespace layby::console
