#include "cluster/etcd_text.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

namespace layby::cluster::etcd {
namespace {

using Json = nlohmann::json;

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Keys and values are bytes.
std::string base64(std::string_view bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t three = 0;
        for (std::size_t k = 0; k < 3; ++k)
            three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k > bytes.size() ? '=' : digits[three >> (18 - 6 * k) & 63U];
    }
    return out;
}

std::string from_base64(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const auto digit = digits.find(c);
        if (digit == std::string_view::npos) break;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8) out += static_cast<char>(bits >> (count -= 8) & 0xffU);
    }
    return out;
}

/// The key behind all that begin so.
std::string end_of(std::string prefix) {
    if (!prefix.empty()) ++prefix.back();
    return prefix;
}

std::string whole_text(std::int64_t number) { return std::to_string(number); }

/// Numbers of 64 bits come as text.
std::int64_t whole_in(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end()) return 0;
    if (found->is_number_integer()) return found->get<std::int64_t>();
    if (!found->is_string()) return 0;
    const auto& text = found->get_ref<const std::string&>();
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

bool flag_in(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_boolean() && found->get<bool>();
}

std::string bytes_in(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? from_base64(found->get_ref<const std::string&>())
                                                     : std::string{};
}

const Json& part_of(const Json& json, const char* key) {
    static const Json nothing = Json::object();
    const auto found = json.is_object() ? json.find(key) : json.end();
    return json.is_object() && found != json.end() ? *found : nothing;
}

KeyValue pair_of(const Json& json) {
    return {bytes_in(json, "key"), bytes_in(json, "value"), whole_in(json, "mod_revision")};
}

std::vector<KeyValue> pairs_of(const Json& range) {
    std::vector<KeyValue> out;
    const auto& all = part_of(range, "kvs");
    if (all.is_array())
        for (const auto& one : all) out.push_back(pair_of(one));
    return out;
}

Revision revision_of(const Json& json) { return whole_in(part_of(json, "header"), "revision"); }

std::optional<Json> object_in(const std::string& body) {
    auto json = Json::parse(body, nullptr, false);
    if (!json.is_object() || json.contains("error")) return std::nullopt;
    return json;
}

Json put_json(const std::string& key, const std::string& value) {
    return {{"request_put", {{"key", base64(key)}, {"value", base64(value)}}}};
}

Json remove_json(const std::string& key) { return {{"request_delete_range", {{"key", base64(key)}}}}; }

Json step_json(const Step& step) {
    const auto key = base64(step.key);
    const Json as_known{
        {"key", key}, {"target", "MOD"}, {"result", "EQUAL"}, {"mod_revision", whole_text(step.if_changed)}};
    auto changes = Json::array();
    if (step.what == Step::What::put) changes.push_back(put_json(step.key, step.value));
    if (step.what == Step::What::remove) changes.push_back(remove_json(step.key));
    for (const auto& [other, value] : step.also)
        changes.push_back(value ? put_json(other, *value) : remove_json(other));
    return {{"request_txn",
             {{"compare", {as_known}},
              {"success", std::move(changes)},
              {"failure", {{{"request_range", {{"key", key}}}}}}}}};
}

Written::Done done_of(const Json& response) {
    const auto& inner = part_of(response, "response_txn");
    Written::Done out;
    out.done = flag_in(inner, "succeeded");
    const auto& answers = part_of(inner, "responses");
    if (out.done || !answers.is_array() || answers.empty()) return out;
    auto found = pairs_of(part_of(answers.front(), "response_range"));
    if (!found.empty()) out.found = std::move(found.front());
    return out;
}

}  // namespace

std::string grant_text(Duration lasting) {
    return Json{{"TTL", whole_text(std::chrono::ceil<std::chrono::seconds>(lasting).count())}}.dump();
}

std::string lease_text(LeaseId lease) { return Json{{"ID", whole_text(lease)}}.dump(); }

std::string announce_text(const std::string& key, const std::string& value, LeaseId lease) {
    return Json{{"key", base64(key)}, {"value", base64(value)}, {"lease", whole_text(lease)}}.dump();
}

std::string write_text(const Terms& terms, const std::vector<Step>& steps) {
    Json all = Json::array();
    for (const auto& step : steps) all.push_back(step_json(step));
    Json compares = Json::array();
    compares.push_back({{"key", base64(terms.ours)},
                        {"target", "LEASE"},
                        {"result", "EQUAL"},
                        {"lease", whole_text(terms.lease)}});
    if (!terms.gone.empty())
        compares.push_back({{"key", base64(terms.gone)},
                            {"target", "MOD"},
                            {"result", "EQUAL"},
                            {"mod_revision", whole_text(0)}});
    return Json{{"compare", std::move(compares)}, {"success", std::move(all)}}.dump();
}

std::string list_text(const std::string& prefix) {
    return Json{{"key", base64(prefix)}, {"range_end", base64(end_of(prefix))}}.dump();
}

std::string watch_text(const std::string& prefix, Revision from) {
    return Json{{"create_request",
                 {{"key", base64(prefix)},
                  {"range_end", base64(end_of(prefix))},
                  {"start_revision", whole_text(from)}}}}
        .dump();
}

std::optional<Granted> read_granted(const std::string& body) {
    const auto json = object_in(body);
    if (!json || whole_in(*json, "ID") == 0) return std::nullopt;
    return Granted{Trouble::none, whole_in(*json, "ID"), std::chrono::seconds{whole_in(*json, "TTL")}};
}

std::optional<Kept> read_kept(const std::string& body) {
    const auto json = object_in(body);
    if (!json || !json->contains("result")) return std::nullopt;
    return Kept{Trouble::none, whole_in(json->at("result"), "TTL") > 0};
}

std::optional<Written> read_written(const std::string& body, std::size_t steps) {
    const auto json = object_in(body);
    if (!json || !json->contains("header")) return std::nullopt;
    Written out;
    out.revision = revision_of(*json);
    out.fenced = !flag_in(*json, "succeeded");
    if (out.fenced) return out;
    const auto& answers = part_of(*json, "responses");
    if (!answers.is_array() || answers.size() != steps) return std::nullopt;
    for (const auto& answer : answers) out.steps.push_back(done_of(answer));
    return out;
}

std::optional<Listed> read_listed(const std::string& body) {
    const auto json = object_in(body);
    if (!json || !json->contains("header")) return std::nullopt;
    return Listed{Trouble::none, revision_of(*json), pairs_of(*json)};
}

std::optional<Heard> read_heard(const std::string& line) {
    const auto json = object_in(line);
    if (!json || !json->contains("result")) return std::nullopt;
    const auto& result = json->at("result");
    Heard out;
    out.over = flag_in(result, "canceled");
    out.forgotten = whole_in(result, "compact_revision") != 0;
    const auto& events = part_of(result, "events");
    if (events.is_array())
        for (const auto& event : events)
            out.events.push_back({pair_of(part_of(event, "kv")), event.value("type", "PUT") == "DELETE"});
    // As of its creation it has told nothing yet.
    if (!flag_in(result, "created")) out.revision = revision_of(result);
    return out;
}

std::string read_status(const std::string& body) {
    const auto json = object_in(body);
    if (!json) return {};
    const bool leads = whole_in(*json, "leader") == whole_in(part_of(*json, "header"), "member_id");
    return "etcd " + json->value("version", "?") + (leads ? ", leader" : "");
}

}  // namespace layby::cluster::etcd
