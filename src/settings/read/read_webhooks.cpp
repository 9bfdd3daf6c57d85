// [[webhook]].
#include <fmt/format.h>

#include <algorithm>

#include "calls/past_call.hpp"
#include "settings/read/section.hpp"
#include "settings/read/values.hpp"
#include "settings/token_file.hpp"

namespace layby::settings {
namespace {

constexpr std::size_t most_webhooks = 16;
constexpr std::size_t shortest_key = 16, longest_key = 256;
constexpr auto webhook_url_form =
    R"(an address such as "https://crm.example.com/layby", without a name and a password)";
constexpr auto secret_form = "text in quotes, of 16 to 256 bytes";

/// RFC 3986, as far as we need it: a scheme, a host, and nothing that ends up elsewhere.
bool is_webhook_url(std::string_view text) {
    constexpr std::size_t longest = 2000;
    const auto colon = text.find("://");
    if (text.size() > longest || colon == std::string_view::npos) return false;
    const auto scheme = text.substr(0, colon);
    const auto rest = text.substr(colon + 3);
    const auto host = rest.substr(0, rest.find_first_of("/?#"));
    const bool printable = std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c < 0x7f; });
    return printable && (scheme == "https" || scheme == "http") && !host.empty() &&
           host.find('@') == std::string_view::npos && text.find('#') == std::string_view::npos;
}

bool is_key(std::string_view text) { return text.size() >= shortest_key && text.size() <= longest_key; }

std::vector<std::string> all_events() {
    using What = calls::CallStep::What;
    std::vector<std::string> out;
    for (int what = 0; what <= static_cast<int>(What::message); ++what)
        out.emplace_back(calls::text_of(static_cast<What>(what)));
    return out;
}

void read_events(Section& section, Webhook& webhook) {
    const auto known = all_events();
    for (const Value& item :
         section.texts("events", R"(["parked", "park ended"])").value_or(std::vector<Value>{})) {
        if (std::ranges::find(known, item.text) != known.end())
            webhook.events.push_back(item.text);
        else
            section.complain_about_item("events", item, any_of(known));
    }
}

/// The first line of a file; empty: it can't be used (reported).
std::string secret_in(Section& section, const std::string& file) {
    const auto line = read_token(file);
    if (line && is_key(*line)) return *line;
    section.complain("secret_file", line ? "a file whose first line has 16 to 256 bytes"
                                         : "a file that this account can read");
    return {};
}

void read_secret(Draft& draft, Section& section, Webhook& webhook) {
    section.read("secret", webhook.secret, is_key, secret_form);
    webhook.secret_is_here = !webhook.secret.empty();
    std::string file;
    section.read(
        "secret_file", file, [](std::string_view path) { return !path.empty(); }, "the path of a file");
    if (file.empty()) return;
    if (section.find("secret"))
        return section.complain_at(section.find("secret_file")->line,
                                   "secret and secret_file are both there; one of them is enough");
    webhook.secret = secret_in(section, from_here(draft, file));
}

void check_name_is_its_own(const Draft& draft, Section& section, const Webhook& webhook) {
    const auto& others = draft.settings.webhooks;
    if (webhook.name.empty() || std::ranges::find(others, webhook.name, &Webhook::name) == others.end())
        return;
    section.complain_at(section.find("name")->line, "there is another webhook of this name");
}

void read_webhook(Draft& draft, const Value& table, std::size_t index) {
    Section section{draft, &table, place("webhook", index)};
    Webhook webhook;
    section.call_it("webhook: ");
    section.read("name", webhook.name, is_name, R"(letters, digits and . _ - + *, such as "crm")");
    section.missing("name", R"(letters, digits and . _ - + *, such as "crm")");
    if (!webhook.name.empty()) section.call_it(fmt::format("webhook {}: ", webhook.name));
    section.read("url", webhook.url, is_webhook_url, webhook_url_form);
    section.missing("url", webhook_url_form);
    read_secret(draft, section, webhook);
    if (!section.find("secret_file")) section.missing("secret", secret_form);
    read_events(section, webhook);
    section.read("allow_private", webhook.allow_private);
    section.unknown_keys();
    check_name_is_its_own(draft, section, webhook);
    draft.settings.webhooks.push_back(std::move(webhook));
}

}  // namespace

void read_webhooks(Draft& draft, const Value& root) {
    const auto tables = tables_of(draft, root, "webhook");
    for (std::size_t i = 0; i < tables.size(); ++i) read_webhook(draft, *tables[i], i);
    if (tables.size() > most_webhooks)
        draft.problem(draft.line(place("webhook", most_webhooks)),
                      fmt::format("there are more than {} webhooks", most_webhooks));
}

}  // namespace layby::settings
