#include "layby/trace_command.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "layby/commands.hpp"
#include "trace/ladder.hpp"

namespace layby::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto between_looks = std::chrono::seconds{1};
constexpr auto pcap_type = "application/vnd.tcpdump.pcap";

std::string trace_path(const TraceShown& wanted) {
    return with_query("/api/v1/trace", {{"call", wanted.call},
                                        {"call_id", wanted.call_id},
                                        {"user", wanted.user},
                                        {"address", wanted.address}});
}

/// The call of an entry of the history.
ExitCode find_call(const Client& client, TraceShown& wanted) {
    const auto path = wanted.entry_of_calls ? "/api/v1/calls/history/" : "/api/v1/history/";
    const auto reply = client.get(path + encoded(wanted.entry));
    if (reply.status != 200) return refused(reply);
    const auto call = Json::parse(reply.body).at("call");
    if (!call.is_number())
        return fmt::print(stderr, "layby: nobody was moved there: it is no call\n"), failed;
    wanted.call = std::to_string(call.get<std::uint64_t>());
    return done;
}

Address address_in(const std::string& text) {
    const auto colon = text.rfind(':');
    auto ip = text.substr(0, colon);
    if (ip.starts_with('[')) ip = ip.substr(1, ip.size() - 2);
    return {ip, static_cast<std::uint16_t>(std::stoul(text.substr(colon + 1)))};
}

std::string shown_message(const Json& one) {
    trace::Message message;
    message.direction = one.at("direction") == "sent" ? trace::Direction::sent : trace::Direction::received;
    message.transport = transport_named(one.at("transport").get<std::string>()).value_or(Transport::udp);
    message.remote = address_in(one.at("remote"));
    message.local = address_in(one.at("local"));
    message.again = one.at("again");
    message.text = one.at("text");
    return fmt::format("-- {} {}", one.at("at").get<std::string>(), trace::full_text(message));
}

/// Until the user ends it.
ExitCode follow(const Client& client, const TraceShown& wanted) {
    std::uint64_t last = 0;
    std::size_t shown = 0;
    for (;; std::this_thread::sleep_for(between_looks)) {
        const auto reply = client.get(trace_path(wanted) + "&after=" + std::to_string(last));
        if (reply.status != 200) return refused(reply);
        const auto json = Json::parse(reply.body);
        for (const auto& one : json.at("messages")) {
            last = one.at("number");
            fmt::print("{}", shown_message(one));
            std::fflush(stdout);
            if (++shown == wanted.count) return done;
        }
    }
}

}  // namespace

ExitCode show_trace(const Client& client, TraceShown wanted) {
    if (!wanted.entry.empty())
        if (const auto code = find_call(client, wanted); code != done) return code;
    if (wanted.follow) return follow(client, wanted);
    const auto* type = !wanted.pcap.empty() ? pcap_type : wanted.json ? "application/json" : "text/plain";
    const auto reply = client.get(trace_path(wanted), type);
    if (reply.status != 200) return refused(reply);
    if (!wanted.pcap.empty()) return keep_private(wanted.pcap, reply.body);
    std::fwrite(reply.body.data(), 1, reply.body.size(), stdout);
    if (wanted.json) std::fputc('\n', stdout);
    return done;
}

std::string message_text(const std::string& json) { return shown_message(Json::parse(json)); }

}  // namespace layby::app
