#include "console/api/traces.hpp"

#include <fmt/format.h>

#include <variant>

#include "console/path.hpp"
#include "console/query.hpp"
#include "console/trace_text.hpp"
#include "trace/ladder.hpp"
#include "trace/pcap.hpp"

namespace layby::console {
namespace {

/// Who follows a call asks the same again and again, and is noted once in a while.
constexpr auto noted_for = std::chrono::minutes{1};

constexpr std::size_t most_messages = 10'000;

Answer as(const char* type, std::string body) {
    auto answer = ok(std::move(body));
    answer.type = type;
    return answer;
}

Answer no_filter() {
    return refusal(400, "bad_filter", "which messages? name a call, call_id, user or address");
}

Answer not_traced() {
    return refusal(404, "not_traced", "no SIP messages are kept: [trace] keep in the settings is \"0s\"");
}

bool names_nothing(const trace::Wanted& wanted) {
    return !wanted.call && wanted.call_id.empty() && wanted.user.empty() && wanted.address.empty();
}

/// A number that is given must be one.
bool take_number(std::string_view target, const char* name, std::uint64_t& into) {
    const auto text = in_query(target, name);
    if (!text || text->empty()) return true;
    into = id_in(*text);
    return into != 0 || (*text == "0" && std::string_view(name) == "after");
}

std::variant<trace::Wanted, Answer> wanted_messages(std::string_view target) {
    trace::Wanted out;
    if (!take_number(target, "call", out.call.value) || !take_number(target, "after", out.after))
        return refusal(400, "bad_filter", "call and after must be numbers");
    std::uint64_t limit = out.most;
    if (!take_number(target, "limit", limit) || limit > most_messages)
        return refusal(400, "bad_limit", "limit must be a number from 1 to 10000");
    out.most = limit;
    out.call_id = in_query(target, "call_id").value_or("");
    out.user = in_query(target, "user").value_or("");
    out.address = in_query(target, "address").value_or("");
    if (names_nothing(out)) return no_filter();
    return out;
}

bool likes(const Request& request, std::string_view type) {
    return request.accept.find(type) != std::string::npos;
}

Answer shown_as(const Request& request, const std::vector<trace::Message>& messages) {
    constexpr auto pcap_type = "application/vnd.tcpdump.pcap";
    if (likes(request, pcap_type)) return as(pcap_type, trace::pcap(messages));
    if (likes(request, "text/plain")) return as("text/plain; charset=utf-8", trace::ladder(messages));
    return ok(messages_json(messages));
}

}  // namespace

Routes TraceResources::routes() {
    using Self = TraceResources;
    return {
        {"GET", {"api", "v1", "trace"}, by(this, &Self::messages), Scope::supervisor},
    };
}

/// Not when the same has just asked the same, but for where it goes on.
bool TraceResources::is_news(const Guest& guest, const trace::Wanted& wanted, Clock::time_point now) {
    std::erase_if(asked_, [&](const auto& one) { return one.second + noted_for <= now; });
    const auto key = fmt::format("{}\n{}\n{}\n{}\n{}\n{}", guest.who, guest.from, wanted.call.value,
                                 wanted.call_id, wanted.user, wanted.address);
    return asked_.insert({key, now}).second;
}

void TraceResources::messages(const Asked& asked, Answered answered) {
    const auto wanted = wanted_messages(asked.request.target);
    if (const auto* wrong = std::get_if<Answer>(&wanted)) return answered(*wrong);
    if (is_news(asked.guest, std::get<trace::Wanted>(wanted), Clock::now()))
        answered = journal_.with(asked.request, asked.guest, std::move(answered));
    const auto messages = desk_.messages ? desk_.messages(std::get<trace::Wanted>(wanted)) : std::nullopt;
    answered(messages ? shown_as(asked.request, *messages) : not_traced());
}

}  // namespace layby::console
