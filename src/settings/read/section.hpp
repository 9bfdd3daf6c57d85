// One table of the file, read key by key. Each read leaves the default in place when the key is missing or
// wrong, and complains in the second case; the draft then knows that it isn't sure of it. Ends in
// unknown_keys().
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "settings/read/draft.hpp"
#include "words/spelling.hpp"

namespace layby::settings {

/// Durations that make sense for a key.
struct Between {
    Duration least{}, most{};
    bool zero_is_off{};
};

class Section {
  public:
    /// `table` may be null: then everything keeps its default. `place` is "sip" or "lot/0".
    Section(Draft& draft, const Value* table, std::string place);

    void read(const char* key, bool& out);
    void read(const char* key, Duration& out, const Between& between);
    void read(const char* key, std::size_t& out, std::size_t least, std::size_t most);

    /// Any text. None: missing, or not text (reported).
    std::optional<std::string> text(const char* key, const char* expected);
    /// Text that `valid` accepts.
    void read(const char* key, std::string& out, bool (*valid)(std::string_view), const char* expected);
    /// Text that `parse` understands.
    template <class T>
    std::optional<T> parsed(const char* key, std::optional<T> (*parse)(std::string_view),
                            const char* expected) {
        const auto spelled = text(key, expected);
        if (!spelled) return std::nullopt;
        const auto value = parse(*spelled);
        if (!value) complain(key, expected);
        return value;
    }
    /// A list of texts with their lines. None: missing, or something in it isn't text (reported).
    std::optional<std::vector<Value>> texts(const char* key, const char* expected);
    /// A list of IP addresses and networks.
    void read_networks(const char* key, std::vector<std::string>& out);
    /// One of a few words.
    template <class T>
    void choose(const char* key, T& out, const std::vector<std::pair<std::string, T>>& words);

    /// A key with its value, whatever it is; null when missing.
    const Entry* find(const char* key);
    /// "lot main: " or empty: begins every sentence about this section.
    void call_it(std::string name) { name_ = std::move(name); }
    void complain(const char* key, const std::string& expected);
    /// About one item of a list.
    void complain_about_item(const char* key, const Value& item, const std::string& expected);
    void complain_at(int line, const std::string& sentence);
    /// Complained about at the end, unless an unknown word may stand for it.
    void missing(const char* key, const std::string& expected);

    void unknown_keys();

  private:
    Draft& draft_;
    const Value* table_;
    std::string place_;
    std::string name_;
    std::set<std::string> known_;
    std::vector<std::pair<std::string, std::string>> missing_;  ///< key, what was expected
};

/// The key of a section that a word which it doesn't know stands for, by meaning or spelling; empty: none.
std::string meant_by(const std::string& word, const std::set<std::string>& keys);
/// "\"a\", \"b\" or \"c\""
std::string any_of(const std::vector<std::string>& words);

template <class T>
void Section::choose(const char* key, T& out, const std::vector<std::pair<std::string, T>>& words) {
    std::vector<std::string> spelled;
    for (const auto& [word, value] : words) spelled.push_back(word);
    const auto found = text(key, any_of(spelled).c_str());
    if (!found) return;
    for (const auto& [word, value] : words)
        if (word == *found) {
            out = value;
            return;
        }
    complain(key, any_of(spelled));
}

/// How phones want their lamps told: "auto" (left empty) or a kind of phone.
void read_lamp_profile(Section& section, std::string& out);

/// Which digests are used: "both" (SHA-256 and MD5), or "md5" alone for what stumbles over the other.
template <class Flag>
void read_auth(Section& section, Flag& md5_alone) {
    section.choose("auth", md5_alone, {{"both", Flag{false}}, {"md5", Flag{true}}});
}

/// What a user or a trunk's callers may call outside, and how much.
void read_outside(Section& section, calls::Outside& out);

/// Of a lot, or of a trunk: who gives up becomes a call-back task.
void read_call_back(Section& section, calls::CallBack& out);

/// In which language somebody is spoken to.
void read_language(Section& section, std::string& out);

/// Whether audio is encrypted.
void read_encryption(Section& section, const char* key, calls::MediaEncryption& out);

/// How the way to phones is kept open, and how often something is sent for it.
void read_keep_alive(Section& section, KeepAlive& how, Duration& every);

/// Where a call goes on that nobody takes.
void read_end(Section& section, const char* key, std::string& out);

/// Opening hours that a section heeds, and where its calls go while they are closed.
void read_heeded_hours(Section& section, std::string& hours, std::string& closed_to, const char* form);

/// Files are named from the folder of the settings file.
std::string from_here(const Draft& draft, const std::string& path);

inline bool is_path(std::string_view text) { return !text.empty(); }
/// A certificate and its key, as whole paths; both or none, and what is in them has been looked at.
void read_certificate(Draft& draft, Section& section, const std::string& where, std::string& certificate,
                      std::string& key);
/// How a [[trunk]] proves over TLS who it is.
void read_trunk_tls(Draft& draft, Section& section, const std::string& where, TrunkLine& line);

/// The tables of an array such as [[lot]]; anything else under that key is reported.
std::vector<const Value*> tables_of(Draft& draft, const Value& root, const char* kind);
/// The table [kind]; null when missing or not a table (reported).
const Value* table_of(Draft& draft, const Value& root, const char* kind);

}  // namespace layby::settings
