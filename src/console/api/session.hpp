// Logging in and out, and who is logged in. Console thread; owned by the API.
#pragma once
#include <chrono>
#include <string>

#include "console/access/guesses.hpp"
#include "console/access/hasher.hpp"
#include "console/access/keys.hpp"
#include "console/api/access_json.hpp"
#include "console/api/journal.hpp"
#include "console/api/route.hpp"

namespace layby::console {

class SessionResources {
  public:
    /// All outlive it. `wrong_try`: as for Tries.
    SessionResources(Keys& keys, Hasher& hasher, const Journal& journal, std::chrono::milliseconds wrong_try);
    Routes routes();

  private:
    void log_in(const Asked&, Answered);
    void session(const Asked&, Answered);
    void log_out(const Asked&, Answered);

    /// The answer to a log-in whose password was checked.
    Answer checked(const Request& request, const LogIn& given, const std::string& hash, bool fits,
                   const Tries::Try& tried);
    Answer welcome(const Request& request, const Account& account);
    Answer wrong(const LogIn& given, const Request& request, const Tries::Try& tried) const;

    Keys& keys_;
    Hasher& hasher_;
    const Journal& journal_;
    Guesses guesses_;
};

}  // namespace layby::console
