// Words that no section knows: misspelled, of another section, or as other systems call it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "settings/read/draft.hpp"
#include "settings/read/section.hpp"

namespace layby::settings {
namespace {

using Known = std::map<std::string, std::set<std::string>>;

/// A section of each kind, so that the keys of those that a file doesn't have are known as well.
constexpr auto one_of_each =
    "[[network]]\n[[hours]]\n[[user]]\n[[phone]]\n[[group]]\n[[trunk]]\n[[lot]]\n[[route_out]]\n[[route_in]]"
    "\n[[webhook]]\n[[rights]]\n[[tenant]]\n";

Known all_keys() {
    Draft sample;
    const auto root = parse(one_of_each, "");
    read_all(sample, std::get<Value>(root));
    read_tenants(sample, std::get<Value>(root));
    return sample.known;
}

struct Meaning {
    const char *theirs, *ours;
};
/// What admins of other systems write.
constexpr std::array meanings{
    Meaning{"displayname", "display"},
    Meaning{"callerid", "display"},
    Meaning{"fullname", "display"},
    Meaning{"cidname", "display"},
    Meaning{"label", "display"},
    Meaning{"secret", "password"},
    Meaning{"pass", "password"},
    Meaning{"pwd", "password"},
    Meaning{"authpassword", "password"},
    Meaning{"extension", "name"},
    Meaning{"number", "name"},
    Meaning{"id", "name"},
    Meaning{"user", "name"},
    Meaning{"username", "user"},
    Meaning{"authuser", "user"},
    Meaning{"fromuser", "user"},
    Meaning{"parkext", "park"},
    Meaning{"parknumber", "park"},
    Meaning{"orbit", "park"},
    Meaning{"parkpos", "slots"},
    Meaning{"range", "slots"},
    Meaning{"orbits", "slots"},
    Meaning{"spaces", "slots"},
    Meaning{"parkingtime", "recall"},
    Meaning{"timeout", "recall"},
    Meaning{"comeback", "recall"},
    Meaning{"recalltime", "recall"},
    Meaning{"comebackdest", "fallback"},
    Meaning{"destination", "fallback"},
    Meaning{"findslot", "choice"},
    Meaning{"strategy", "choice"},
    Meaning{"moh", "music"},
    Meaning{"musicclass", "music"},
    Meaning{"musiconhold", "music"},
    Meaning{"parkedmusicclass", "music"},
    Meaning{"server", "host"},
    Meaning{"proxy", "host"},
    Meaning{"registrar", "host"},
    Meaning{"ip", "addresses"},
    Meaning{"address", "addresses"},
    Meaning{"match", "addresses"},
    Meaning{"permit", "addresses"},
    Meaning{"bind", "listen"},
    Meaning{"bindaddr", "listen"},
    Meaning{"address", "listen"},
    Meaning{"port", "listen"},
    Meaning{"externip", "public_ip"},
    Meaning{"externalip", "public_ip"},
    Meaning{"externaddr", "public_ip"},
    Meaning{"nat", "public_ip"},
    Meaning{"localnet", "from"},
    Meaning{"networks", "from"},
    Meaning{"externip", "address"},
    Meaning{"publicip", "address"},
    Meaning{"externhost", "address"},
    Meaning{"qualify", "keep_alive"},
    Meaning{"natkeepalive", "keep_alive"},
    Meaning{"qualifyfreq", "keep_alive_every"},
    Meaning{"realm", "domain"},
    Meaning{"dns", "resolvers"},
    Meaning{"nameservers", "resolvers"},
    Meaning{"rtpports", "ports"},
    Meaning{"rtpstart", "ports"},
    Meaning{"portrange", "ports"},
    Meaning{"pattern", "numbers"},
    Meaning{"prefix", "numbers"},
    Meaning{"did", "numbers"},
    Meaning{"number", "numbers"},
    Meaning{"trunk", "trunks"},
    Meaning{"destination", "to"},
    Meaning{"dest", "to"},
    Meaning{"target", "to"},
    Meaning{"verbosity", "level"},
    Meaning{"loglevel", "level"},
    Meaning{"members", "users"},
    Meaning{"extensions", "users"},
    Meaning{"ringtime", "ring_for"},
    Meaning{"timeout", "ring_for"},
    Meaning{"pickup", "retrieve"},
    Meaning{"macaddress", "mac"},
    Meaning{"vendor", "model"},
    Meaning{"brand", "model"},
    Meaning{"phone", "model"},
    Meaning{"type", "model"},
    Meaning{"extension", "user"},
};

/// "Display_Name" and "display-name" are written alike here.
std::string plain(const std::string& word) {
    std::string out;
    for (const char c : word)
        if (c != '_' && c != '-') out += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return out;
}

/// By meaning, or by the same word otherwise written.
std::string our_word_for(const std::string& theirs, const std::set<std::string>& ours) {
    const std::string wanted = plain(theirs);
    for (const auto& key : ours)
        if (plain(key) == wanted) return key;
    for (const auto& meaning : meanings)
        if (meaning.theirs == wanted && ours.contains(meaning.ours)) return meaning.ours;
    return {};
}

bool is_list(const std::string& kind) {
    constexpr std::array lists{"network", "hours",     "user",     "phone",   "group",  "trunk",
                               "lot",     "route_out", "route_in", "webhook", "rights", "tenant"};
    return std::find(lists.begin(), lists.end(), kind) != lists.end();
}

std::string header_of(const std::string& kind) {
    return is_list(kind) ? "[[" + kind + "]]" : "[" + kind + "]";
}

/// "[[lot]]", "[[user]] or [[trunk]]"; empty: no section has it.
std::string home_of(const std::string& key, const Known& known) {
    std::string home;
    for (const auto& [kind, keys] : known)
        if (kind != "top" && keys.contains(key)) home += (home.empty() ? "" : " or ") + header_of(kind);
    return home;
}

std::string advice(const UnknownKey& word, const Known& known) {
    const auto& here = known.at(word.kind);
    if (const auto ours = our_word_for(word.key, here); !ours.empty())
        return fmt::format("; did you mean \"{}\"?", ours);
    if (word.kind != "top" && known.at("top").contains(word.key) && !known.contains(word.key))
        return "; it belongs above the first section";
    if (const auto home = home_of(word.key, known); !home.empty()) return "; it belongs to " + home;
    return did_you_mean(word.key, {here.begin(), here.end()});
}

}  // namespace

std::string meant_by(const std::string& word, const std::set<std::string>& keys) {
    const auto ours = our_word_for(word, keys);
    return ours.empty() ? nearest(word, {keys.begin(), keys.end()}) : ours;
}

void check_words(Draft& draft) {
    if (draft.unknown.empty()) return;
    const Known known = all_keys();
    for (const auto& word : draft.unknown)
        draft.problem(word.line,
                      fmt::format("{}{} is not a setting{}", word.about, word.key, advice(word, known)));
}

}  // namespace layby::settings
