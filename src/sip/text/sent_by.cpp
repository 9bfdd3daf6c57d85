#include "sip/text/sent_by.hpp"

#include <algorithm>

#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

constexpr std::size_t most_entries = 32;
constexpr std::size_t longest_value = 2000;
constexpr std::string_view blanks_and_quotes = " \t\"";

/// The end of a parameter; a semicolon in quotes is part of its value.
std::size_t end_of(std::string_view parameters) {
    bool quotes = false;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (quotes && parameters[i] == '\\')
            ++i;
        else if (parameters[i] == '"')
            quotes = !quotes;
        else if (parameters[i] == ';' && !quotes)
            return i;
    }
    return parameters.size();
}

std::optional<std::string> parameter_value(std::string_view parameters, std::string_view name) {
    while (!parameters.empty()) {
        const auto end = end_of(parameters);
        const auto one = parameters.substr(0, end);
        parameters.remove_prefix(std::min(end + 1, parameters.size()));
        const auto equals = std::min(one.find('='), one.size());
        if (lower_case(trimmed(one.substr(0, equals), blanks_and_quotes)) != name) continue;
        return std::string(trimmed(one.substr(std::min(equals + 1, one.size())), blanks_and_quotes));
    }
    return {};
}

/// A telephone number as it is dialled: without visual separators (RFC 3966 section 5.1.1).
std::string dialled_number(const NameAddress& address) {
    std::string number = address.user;
    const auto separates = [](char c) { return c == '-' || c == '.' || c == '(' || c == ')'; };
    if (address.scheme == "tel") std::erase_if(number, separates);
    return number;
}

std::optional<Party> somebody_in(const NameAddress& address) {
    const bool hidden = lower_case(address.user) == "anonymous" || address.host == "anonymous.invalid";
    if (address.user.empty() || hidden) return {};
    return Party{address.name, dialled_number(address), false};
}

std::vector<NameAddress> addresses_in(const std::vector<std::string>& headers) {
    std::vector<NameAddress> all;
    for (const auto& header : headers)
        for (const auto& value : split_values(header)) {
            if (all.size() == most_entries || value.size() > longest_value) return all;
            if (auto address = parse_name_address(value)) all.push_back(std::move(*address));
        }
    return all;
}

// -- Diversion: the latest stands first

std::optional<Party> diverter(const std::vector<std::string>& headers, const std::string& dialled) {
    for (const auto& address : addresses_in(headers)) {
        auto party = somebody_in(address);
        if (!party || party->number == dialled) continue;
        const auto privacy = lower_case(parameter_value(address.parameters, "privacy").value_or("off"));
        party->anonymous = privacy == "full" || privacy == "uri";
        if (privacy == "name") party->name.clear();
        return party;
    }
    return {};
}

// -- History-Info: a tree of targets; the last entry is the one that led here

struct Target {
    std::string index, from;  ///< `from`: the index of the target that it was made of
    bool same{};              ///< the same person by another address
    std::optional<Party> who;
};

std::string parent_of(const std::string& index) {
    const auto dot = index.rfind('.');
    return dot == std::string::npos ? std::string{} : index.substr(0, dot);
}

Target target_in(const NameAddress& address) {
    Target target;
    target.index = parameter_value(address.parameters, "index").value_or("");
    const auto unchanged = parameter_value(address.parameters, "np");
    const auto mapped = parameter_value(address.parameters, "mp");
    const auto retargeted = parameter_value(address.parameters, "rc");
    target.same = unchanged.has_value();
    target.from = unchanged.value_or(mapped.value_or(retargeted.value_or("")));
    if (target.from.empty()) target.from = parent_of(target.index);
    target.who = somebody_in(address);
    return target;
}

std::optional<Party> retargeter(const std::vector<std::string>& headers, const std::string& dialled) {
    std::vector<Target> targets;
    for (const auto& address : addresses_in(headers)) targets.push_back(target_in(address));
    if (targets.empty()) return {};
    const Target* at = &targets.back();
    for (std::size_t steps = 0; steps < targets.size(); ++steps) {
        const auto before = std::ranges::find(targets, at->from, &Target::index);
        if (at->from.empty() || before == targets.end()) return {};
        const bool same = at->same || !before->who || before->who->number == dialled;
        at = &*before;
        if (!same) return at->who;
    }
    return {};
}

}  // namespace

std::optional<Party> referred_by(const SentHeaders& headers) {
    if (headers.referred_by.size() > longest_value) return {};
    const auto address = parse_name_address(headers.referred_by);
    return address ? somebody_in(*address) : std::nullopt;
}

std::optional<Party> diverted_by(const SentHeaders& headers, const std::string& dialled) {
    if (auto party = diverter(headers.diversion, dialled)) return party;
    return retargeter(headers.history_info, dialled);
}

}  // namespace layby::sip
