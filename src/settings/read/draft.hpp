// The settings while they are being read: values so far, where each was written, and what is wrong with them.
// Private to this folder; lives for one reading.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "settings/read/document.hpp"
#include "settings/settings.hpp"

namespace layby::settings {

/// A word that its section doesn't know.
struct UnknownKey {
    std::string kind;   ///< "sip", "lot"; "top" outside of any section
    std::string place;  ///< "sip", "lot/0"; "top"
    std::string about;
    std::string key;
    std::string meant;  ///< the key of its section that it most likely stands for; empty: any, or none
    int line{};
};

struct Draft {
    std::string file;
    Settings settings;
    std::vector<Problem> problems;
    std::map<std::string, int> lines;  ///< "lot/0/park" to its line; "lot/0" to the line of [[lot]]
    std::string operator_number;
    calls::Outside outside{.max_per_hour = 200};         ///< of users that say nothing else
    std::map<std::string, std::set<std::string>> known;  ///< the keys of each kind of section that was read
    std::vector<UnknownKey> unknown;
    std::set<std::string> unread;  ///< places of values that were wrong, and kinds of section

    void problem(int line, std::string what) { problems.push_back({file, line, std::move(what)}); }
    /// Is what the draft has for "lot/0/park" what the file means? Not when its value was wrong, and not when
    /// it is missing while a word that isn't known may stand for it. What follows from the default then is no
    /// second mistake.
    bool sure(const std::string& place) const;
    /// Is the list of what all sections of this kind have for a key complete?
    bool sure_of_all(const char* kind, const char* key) const;
    /// The line of a key, or of the table it belongs to when the key was left out; 0 for neither.
    int line(std::string place) const;
};

/// "lot/0"
std::string place(const char* kind, std::size_t index);

// The parts of the file. Each reads its own section and complains about it alone.
void read_general(Draft& draft, const Value& root);
void read_peer_networks(Draft& draft, const Value& root);
void read_codes(Draft& draft, const Value& root);
void read_outside(Draft& draft, const Value& root);
void read_hours(Draft& draft, const Value& root);
void read_users(Draft& draft, const Value& root);
void read_phones(Draft& draft, const Value& root);
void read_groups(Draft& draft, const Value& root);
void read_trunks(Draft& draft, const Value& root);
void read_lots(Draft& draft, const Value& root);
void read_routes(Draft& draft, const Value& root);
void read_webhooks(Draft& draft, const Value& root);
void read_rights(Draft& draft, const Value& root);
void read_cluster(Draft& draft, const Value& root);
void read_all(Draft& draft, const Value& root);
/// [[tenant]], each with the file that it names; after everything else, as tenants have what is the server's.
void read_tenants(Draft& draft, const Value& root);

// What no section can see alone.
void check_words(Draft& draft);    ///< every word is a setting, and in its section
void check_names(Draft& draft);    ///< everything that is named exists
void check_hours(Draft& draft);    ///< opening hours say each time of a week once
void give_way(Draft& draft);       ///< default codes, to numbers that stand in the file
void check_numbers(Draft& draft);  ///< every number means one thing, and leads somewhere
void check_ends(Draft& draft);     ///< no call goes on in a circle
void check_office(Draft& draft);   ///< all of the above, and that who calls is one trunk
void check_network(Draft& draft);  ///< ports and networks don't collide
void check_trunks(Draft& draft);   ///< who calls is one trunk
void check_tenants(Draft& draft);  ///< nobody is two tenants'
void check_cluster(Draft& draft);  ///< a cluster is whole, and all nodes can be told apart
/// Users can't be called as the accounts are by which nodes know each other.
bool is_account_of_nodes(const std::string& user);
/// The other nodes are trunks, by which their calls come and ours leave.
void add_peers(Settings& settings);

}  // namespace layby::settings
