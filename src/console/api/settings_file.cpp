#include "console/api/settings_file.hpp"

#include <utility>

#include "console/settings_text.hpp"

namespace layby::console {
namespace {

using State = SettingsSaved::State;

constexpr const char* settings_form = R"(the body must be {"text":"…"} with all of the settings)";

Answer bad_version() {
    return refusal(400, "bad_match", "If-Match must be the ETag of GET /api/v1/settings");
}

Answer another_text() {
    return refusal(412, "another_text",
                   "the settings have been changed elsewhere meanwhile; nothing was done");
}

Answer shown_file(const SettingsFile& file) {
    if (!file.unshown.empty())
        return refusal(409, "settings_unshown",
                       "the settings can't be shown: " + file.unshown + "; mend them on the server");
    auto answer = ok(settings_file_json(file));
    answer.etag = etag_of(file.version);
    return answer;
}

Answer checked_answer(const SettingsChecked& checked) {
    return checked.another_version ? another_text() : ok(settings_checked_json(checked));
}

Answer wrong_settings(const SettingsChecked& checked) {
    std::vector<std::string> problems;
    for (const auto& one : checked.problems) problems.push_back(one.text());
    return refusal(422, "bad_configuration", "the settings have errors; nothing was saved", problems);
}

Answer saved_answer(const SettingsSaved& saved) {
    if (saved.state == State::wrong) return wrong_settings(saved.checked);
    if (saved.state == State::another_version) return another_text();
    if (saved.state == State::unwritable) return refusal(409, "not_writable", saved.why);
    auto answer = ok(settings_saved_json(saved));
    answer.etag = etag_of(saved.version);
    return answer;
}

}  // namespace

SettingsFileResources::SettingsFileResources(const Desk& desk, Post post)
    : desk_(desk), post_(std::move(post)) {}

Routes SettingsFileResources::routes() {
    using Self = SettingsFileResources;
    constexpr auto all = Reach::all_lots;
    return {
        {"GET", {"api", "v1", "settings"}, by(this, &Self::show), Scope::admin, all, {}, true},
        {"POST",
         {"api", "v1", "settings", "check"},
         by(this, &Self::check),
         Scope::admin,
         all,
         checks_text,
         true},
        {"PUT", {"api", "v1", "settings"}, by(this, &Self::save), Scope::admin, all, brings_text, true},
    };
}

void SettingsFileResources::show(const Asked&, Answered answered) {
    desk_.settings_file(reply(post_, std::move(answered), shown_file));
}

void SettingsFileResources::check(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto text = settings_in(asked.request.body);
    if (!text) return answered(refusal(400, "bad_body", settings_form));
    const auto version = version_in(asked.request.if_match);
    if (version.empty() && !asked.request.if_match.empty()) return answered(bad_version());
    desk_.check_settings(*text, version, reply(post_, std::move(answered), checked_answer));
}

void SettingsFileResources::save(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto text = settings_in(asked.request.body);
    if (!text || !*text) return answered(refusal(400, "bad_body", settings_form));
    if (asked.request.if_match.empty())
        return answered(refusal(428, "match_required",
                                "If-Match must say which text this one is made of: the ETag of GET "
                                "/api/v1/settings"));
    const auto version = version_in(asked.request.if_match);
    if (version.empty()) return answered(bad_version());
    desk_.save_settings(**text, version, reply(post_, std::move(answered), saved_answer));
}

}  // namespace layby::console
