// Who is logged in. A key is long and random and in the browser alone; here is its hash. A session ends by
// itself when it isn't used for half a day (somebody has gone home), and after a week in any case. Pure;
// owned by the API, console thread.
#pragma once
#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "console/account.hpp"

namespace layby::console {

class Sessions {
  public:
    using Clock = std::chrono::system_clock;
    using Time = Clock::time_point;
    using Keys = std::set<std::string>;  ///< their hashes

    static constexpr auto longest_idle = std::chrono::hours(12);
    static constexpr auto longest = std::chrono::hours(24 * 7);
    static constexpr std::size_t most_of_one = 16;  ///< a person's; one more ends the one that rests longest
    static constexpr std::size_t most = 1000;       ///< of all, likewise

    /// Those that were kept over a restart, which counts as their use.
    Sessions(const std::vector<Session>& kept, Time now);

    /// The key, which is never to be had again.
    std::string begin(const Account& account, Time now);
    /// Whose account this key opens, and uses the session; null: nobody's.
    const Account* use(std::string_view key, const std::vector<Account>& accounts, Time now);
    bool has(const std::string& key_hash) const;
    /// False: there is none.
    bool end(const std::string& key_hash);
    /// Uses those whose live feed is open, and ends those that are over: unused, too old, or their account
    /// has gone, or got another password or role. Returns the ended ones.
    Keys look_over(const std::vector<Account>& accounts, const Keys& in_use, Time now);

    std::vector<Session> all() const;

  private:
    struct Entry {
        Session session;
        Time used;
    };
    static bool is_over(const Entry& entry, const std::vector<Account>& accounts, Time now);
    template <class Of>
    void make_room(std::size_t room_for, Of of);

    std::vector<Entry> entries_;
};

/// What a page has to show beside the cookie, which the browser adds by itself.
std::string csrf_token_of(std::string_view key);

}  // namespace layby::console
