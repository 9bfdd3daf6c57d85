// Desk phones fetch their settings: over TLS, each once, by the secret of its invitation. Who knows none gets
// to know nothing: neither by an answer nor by its time. Console thread; owned by the API.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "console/access/entrance.hpp"
#include "console/access/invitations.hpp"
#include "console/access/tries.hpp"
#include "console/api/journal.hpp"
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class FetchingResources {
  public:
    /// They outlive it. `wrong_try`: as for Tries.
    FetchingResources(const Desk& desk, const Entrance& entrance, Invitations& invitations,
                      const Journal& journal, std::chrono::milliseconds wrong_try, Post post);
    Routes routes();

  private:
    /// What a phone has brought, and how it is refused.
    struct Call {
        std::string secret, file;
        std::string from, source;
        Answer closed;
        std::optional<std::string> mac{};  ///< whose it says to be; none: it says nothing
    };
    void by_path(const Asked&, Answered);
    void by_password(const Asked&, Answered);
    void refuse_in_clear(const std::string& secret, const Answered& answered);
    void fetch(const Call& call, const Answered& answered);
    void serve(const Call& call, const Invitation& invitation, const provision::DeskPhone& phone,
               std::size_t file, const Answered& answered);
    Answer wrong(const Call& call);
    /// For the audit and the log.
    Answered noted(const Call& call, const Invitation& invitation, const Answered& answered) const;

    const Desk& desk_;
    const Entrance& entrance_;
    Invitations& invitations_;
    const Journal& journal_;
    Tries tries_;
    Post post_;
};

}  // namespace layby::console
