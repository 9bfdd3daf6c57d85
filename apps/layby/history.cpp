#include "layby/history.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "layby/commands.hpp"
#include "layby/table.hpp"

namespace layby::app {
namespace {

using Json = nlohmann::ordered_json;

std::string somebody(const Json& party) { return party.is_null() ? "" : party_text(party); }

std::string text_in(const Json& value) { return value.is_null() ? "" : value.get<std::string>(); }

std::string place_in(const Json& one) {
    if (one.at("slot").is_null()) return {};
    return std::to_string(one.at("slot").get<std::uint32_t>());
}

std::string path_to(const PastShown& wanted) {
    return wanted.calls ? "/api/v1/calls/history" : "/api/v1/history";
}

/// The path with its query; none when a time is none, which has been said then.
std::optional<std::string> question(const PastShown& wanted) {
    Query query{{"limit", std::to_string(wanted.limit)},
                {"number", wanted.number},
                {"user", wanted.user},
                {"lot", wanted.lot},
                {"outcome", wanted.outcome},
                {"before", wanted.before}};
    for (const auto& [name, local] : {std::pair{"from", wanted.from}, std::pair{"to", wanted.to}}) {
        if (local.empty()) continue;
        const auto utc = utc_of(local, std::time(nullptr));
        if (!utc) {
            fmt::print(stderr,
                       "layby: --{}: \"{}\" is not a time like 2026-11-22, \"2026-11-22 08:30\" or 08:30\n",
                       name, local);
            return {};
        }
        query.emplace_back(name, *utc);
    }
    return with_query(path_to(wanted), query);
}

/// A table of one cell: what a phone could send in a name is made harmless there.
std::string headline(std::string text) { return table({Row{std::move(text)}}); }

std::string park_line(const Json& one) {
    const auto taker = somebody(one.at("taker"));
    return headline(fmt::format("{} in slot {} of lot {}, parked by {} at {}, for {}: {}{}",
                                somebody(one.at("caller")), place_in(one), text_in(one.at("lot")),
                                somebody(one.at("parker")), local_time(text_in(one.at("parked_at"))),
                                clock_text(one.at("lasted_s")), text_in(one.at("outcome")),
                                taker.empty() ? "" : " by " + taker));
}

std::string call_line(const Json& one) {
    const auto why = text_in(one.at("reason"));
    const bool ordered = !one.at("ordered_by").is_null();
    const bool dialled = one.at("direction") == "in" || ordered;
    return headline(fmt::format(
        "{} {} {} at {}{}, for {}: {}{}", somebody(one.at("party")), dialled ? "dialled" : "was called as",
        text_in(one.at("dialled")), local_time(text_in(one.at("began_at"))),
        ordered ? ", ordered by " + text_in(one.at("ordered_by")) : "", clock_text(one.at("lasted_s")),
        text_in(one.at("outcome")), why.empty() ? "" : " (" + why + ")"));
}

/// Reads it as `format` and to its end.
bool reads(const std::string& text, const char* format, std::tm& into) {
    const char* end = strptime(text.c_str(), format, &into);
    return end && *end == '\0';
}

}  // namespace

std::optional<std::string> utc_of(const std::string& local, std::time_t now) {
    std::tm parts{};
    localtime_r(&now, &parts);
    parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
    bool good = false;
    for (const char* format :
         {"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%H:%M"}) {
        auto tried = parts;
        good = reads(local, format, tried);
        if (good) parts = tried;
        if (good) break;
    }
    if (!good) return {};
    parts.tm_isdst = -1;  // the library knows when it was summer
    const auto when = std::mktime(&parts);
    gmtime_r(&when, &parts);
    char out[32];
    return std::string(out, std::strftime(out, sizeof out, "%FT%TZ", &parts));
}

ExitCode show_history(const Client& client, const PastShown& wanted) {
    const auto path = question(wanted);
    if (!path) return bad_input;
    const auto reply = client.get(*path, wanted.csv ? "text/csv" : "");
    if (reply.status != 200) return refused(reply);
    if (wanted.json || wanted.csv) return print(reply.body + (wanted.json ? "\n" : "")), done;
    print(wanted.calls ? past_calls_text(reply.body) : history_text(reply.body));
    return done;
}

ExitCode show_story(const Client& client, const PastShown& wanted, const std::string& entry) {
    const auto reply = client.get(path_to(wanted) + "/" + encoded(entry));
    if (reply.status != 200) return refused(reply);
    print(wanted.json ? reply.body + "\n" : story_text(reply.body));
    return done;
}

ExitCode erase_number(const Client& client, const std::string& number) {
    const auto reply = client.post("/api/v1/history/erase", Json{{"number", number}}.dump());
    if (reply.status != 200) return refused(reply);
    const auto entries = Json::parse(reply.body).at("entries").get<std::size_t>();
    print(fmt::format("{} was erased from the history: {} {} changed.\n", number, entries,
                      entries == 1 ? "entry" : "entries"));
    return done;
}

std::string history_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{
        {"ENTRY", "PARKED AT", "FOR", "LOT", "SLOT", "WHO WAITED", "PARKED BY", "OUTCOME", "TAKEN BY"}};
    for (const auto& one : json.at("history"))
        rows.push_back({std::to_string(one.at("id").get<std::uint64_t>()), local_time(one.at("parked_at")),
                        clock_text(one.at("lasted_s")), one.at("lot"), place_in(one),
                        somebody(one.at("caller")), somebody(one.at("parker")), one.at("outcome"),
                        somebody(one.at("taker"))});
    return rows.size() == 1 ? "Nobody was parked.\n" : table(rows);
}

std::string past_calls_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{
        {"ENTRY", "BEGAN AT", "DIR", "PARTY", "DIALLED", "TRUNK", "OUTCOME", "TALKED TO", "TALKED"}};
    for (const auto& one : json.at("calls"))
        rows.push_back({std::to_string(one.at("id").get<std::uint64_t>()), local_time(one.at("began_at")),
                        one.at("direction"), somebody(one.at("party")), one.at("dialled"),
                        text_in(one.at("trunk")), one.at("outcome"), somebody(one.at("talked_to")),
                        clock_text(one.at("talked_s"))});
    return rows.size() == 1 ? "There was no call.\n" : table(rows);
}

std::string story_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"AT", "WHAT", "WHO", "HOW", "LOT", "SLOT"}};
    for (const auto& step : json.at("steps"))
        rows.push_back({local_time(step.at("at")), step.at("what"), step.at("who"), step.at("how"),
                        text_in(step.at("lot")), place_in(step)});
    const auto first = json.contains("began_at") ? call_line(json) : park_line(json);
    return first + (rows.size() == 1 ? "Nothing more is known of it.\n" : "\n" + table(rows));
}

}  // namespace layby::app
