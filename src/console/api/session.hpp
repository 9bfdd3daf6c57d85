// Logging in and out, and who is logged in. Console thread; owned by the API.
#pragma once
#include <chrono>
#include <functional>
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
    void change_password(const Asked&, Answered);

    using Right = std::function<void(const Account&)>;
    /// Goes on with `right`, or answers why not.
    void check(const Request& request, const LogIn& given, const Answered& answered, Right right);
    /// Logs somebody in, and whoever was by this browser before out.
    Guest begin(const Request& request, const Account& account, Answer& answer);
    Answer welcome(const Request& request, const Account& account);
    void replace(const Request& request, const Account& account, const std::string& password,
                 Answered answered);
    /// The answer when the new password is kept. `here`: this browser was logged in, and stays so.
    Answer replaced(const Request& request, const std::string& name, bool here);
    Answer wrong(const LogIn& given, const Request& request, const Tries::Try& tried) const;

    Keys& keys_;
    Hasher& hasher_;
    const Journal& journal_;
    Guesses guesses_;
};

}  // namespace layby::console
