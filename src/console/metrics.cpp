#include "console/metrics.hpp"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <sstream>
#include <string_view>

#include "runtime/version.hpp"

namespace layby::console {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Families = std::vector<MetricFamily>;
using Labels = std::vector<ClientMetric::Label>;

/// A counter of `layby status` and what Prometheus calls it. Those of one name stand together, and differ in
/// their label.
struct Named {
    const char *group, *count;
    MetricType type;
    const char *name, *help;
    const char *label{}, *value{};
};

constexpr auto counter = MetricType::Counter, gauge = MetricType::Gauge;

constexpr auto refused_help = "SIP requests refused: too many calls, or a wrong or missing login";
constexpr auto answers_help = "SIP responses sent, by class of status";
constexpr auto transactions_help = "SIP transactions; those of UDP linger for up to 40 s";
constexpr auto notifies_help = "NOTIFY requests to lamps: sent, and those that were refused or not answered";
constexpr auto packets_help = "RTP packets; refused are those from strangers or that are no RTP";

constexpr std::array named{
    Named{"calls", "legs", gauge, "layby_legs", "Parties in a call"},
    Named{"calls", "bridges", gauge, "layby_bridges", "Pairs of parties that talk"},
    Named{"calls", "rings", gauge, "layby_rings", "Calls that ring somewhere"},
    Named{"calls", "transfers", gauge, "layby_transfers", "Transfers under way"},
    Named{"calls", "calls_total", counter, "layby_calls_total", "Calls that have arrived"},
    Named{"calls", "adopted_total", counter, "layby_callers_taken_over_total",
          "Parked callers of other nodes of the cluster, which were away, that go on here"},
    Named{"calls", "taken_away_total", counter, "layby_callers_taken_away_total",
          "Parked callers that another node of the cluster has taken over while this one was away"},
    Named{"calls", "barred_total", counter, "layby_calls_barred_total",
          "Calls outside refused: not allowed, a barred number, or too many"},
    Named{"parking", "parks_total", counter, "layby_parks_total", "Callers parked"},
    Named{"parking", "refused_parks_total", counter, "layby_parks_refused_total", "Parks refused"},
    Named{"sip", "dialogs", gauge, "layby_sip_dialogs", "SIP dialogs"},
    Named{"sip", "server_transactions", gauge, "layby_sip_transactions", transactions_help, "side", "server"},
    Named{"sip", "client_transactions", gauge, "layby_sip_transactions", transactions_help, "side", "client"},
    Named{"sip", "subscriptions", gauge, "layby_sip_subscriptions", "Lamps and transfers that are reported"},
    Named{"sip", "registrations", gauge, "layby_registrations", "Phones that are registered"},
    Named{"sip", "requests_total", counter, "layby_sip_requests_total", "SIP requests that began something"},
    Named{"sip", "refused_overload_total", counter, "layby_sip_refused_total", refused_help, "why",
          "overload"},
    Named{"sip", "refused_auth_total", counter, "layby_sip_refused_total", refused_help, "why", "login"},
    Named{"sip", "refuses_calls", gauge, "layby_sip_refuses_calls",
          "1 while new calls are refused because there is more to do than can be done"},
    Named{"sip", "answered_1xx_total", counter, "layby_sip_responses_total", answers_help, "class", "1xx"},
    Named{"sip", "answered_2xx_total", counter, "layby_sip_responses_total", answers_help, "class", "2xx"},
    Named{"sip", "answered_3xx_total", counter, "layby_sip_responses_total", answers_help, "class", "3xx"},
    Named{"sip", "answered_4xx_total", counter, "layby_sip_responses_total", answers_help, "class", "4xx"},
    Named{"sip", "answered_5xx_total", counter, "layby_sip_responses_total", answers_help, "class", "5xx"},
    Named{"sip", "answered_6xx_total", counter, "layby_sip_responses_total", answers_help, "class", "6xx"},
    Named{"sip", "malformed_total", counter, "layby_sip_malformed_total", "Messages that are no SIP"},
    Named{"sip", "bans_total", counter, "layby_sip_bans_total", "Sources banned for guessing passwords"},
    Named{"sip", "ended_connections_total", counter, "layby_sip_connections_ended_total",
          "TCP connections ended because there were too many, or nothing came"},
    Named{"sip", "tls_connections", gauge, "layby_sip_tls_connections", "Connections over TLS"},
    Named{"sip", "trunk_connections", gauge, "layby_sip_trunk_connections",
          "Connections over TLS that are kept to trunks"},
    Named{"sip", "trunk_connections_missing", gauge, "layby_sip_trunk_connections_missing",
          "Trunks over TLS to which there is no connection"},
    Named{"sip", "web_sockets", gauge, "layby_sip_web_sockets", "WebSockets of browsers"},
    Named{"sip", "web_sockets_refused_total", counter, "layby_sip_web_sockets_refused_total",
          "Connections that were no SIP over WebSocket"},
    Named{"sip", "tls_failed_total", counter, "layby_sip_tls_failed_total",
          "Connections over TLS that came to nothing, or were too many"},
    Named{"sip", "keep_alives_total", counter, "layby_sip_keep_alives_total",
          "Keep-alives sent to phones behind NAT"},
    Named{"sip", "lamps_told_total", counter, "layby_lamp_notifications_total", notifies_help, "result",
          "sent"},
    Named{"sip", "lamps_failed_total", counter, "layby_lamp_notifications_total", notifies_help, "result",
          "failed"},
    Named{"media", "legs", gauge, "layby_media_legs", "Parties with sound"},
    Named{"media", "ports", gauge, "layby_rtp_ports_used", "RTP ports in use"},
    Named{"media", "bridges", gauge, "layby_media_bridges", "Pairs whose sound is passed on"},
    Named{"media", "transcoders", gauge, "layby_media_transcoders", "Pairs with different codecs"},
    Named{"media", "packets_sent_total", counter, "layby_rtp_packets_total", packets_help, "what", "sent"},
    Named{"media", "packets_received_total", counter, "layby_rtp_packets_total", packets_help, "what",
          "received"},
    Named{"media", "packets_relayed_total", counter, "layby_rtp_packets_total", packets_help, "what",
          "relayed"},
    Named{"media", "packets_refused_total", counter, "layby_rtp_packets_total", packets_help, "what",
          "refused"},
    Named{"media", "late_ticks_total", counter, "layby_media_late_ticks_total",
          "Milliseconds in which the machine was too busy to send in time"},
    Named{"store", "failing", gauge, "layby_store_failing",
          "1 while the disk refuses changes or doesn't answer"},
    Named{"store", "queued", gauge, "layby_store_queued", "Changes that are not durable yet"},
    Named{"store", "written_total", counter, "layby_store_changes_written_total", "Changes that are durable"},
    Named{"store", "failed_total", counter, "layby_store_commits_failed_total",
          "Commits that the disk refused"},
    Named{"store", "lost_total", counter, "layby_store_entries_lost_total",
          "Entries of history and audit given up because too many waited for the disk"},
    Named{"runtime", "bugs", counter, "layby_bugs_total", "Broken invariants; please report them"},
    Named{"runtime", "draining", gauge, "layby_draining", "1 while the server takes no new calls"},
    Named{"runtime", "starts_total", counter, "layby_starts_total",
          "Starts of this state directory, this one included"},
};

/// Prometheus takes no name that comes a second time after another one.
consteval bool each_name_stands_together() {
    for (std::size_t i = 1; i < named.size(); ++i)
        for (std::size_t before = 0; before + 1 < i; ++before)
            if (std::string_view(named[i].name) == named[before].name &&
                std::string_view(named[i].name) != named[i - 1].name)
                return false;
    return true;
}
static_assert(each_name_stands_together());

MetricFamily family(const char* name, const char* help, MetricType type) { return {name, help, type, {}}; }

void add_value(MetricFamily& to, double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.counter.value = metric.gauge.value = value;
    to.metric.push_back(std::move(metric));
}

void add_one(Families& out, const char* name, const char* help, MetricType type, double value,
             Labels labels = {}) {
    out.push_back(family(name, help, type));
    add_value(out.back(), value, std::move(labels));
}

ClientMetric histogram_of(const runtime::SpreadNow& spread, Labels labels) {
    ClientMetric metric;
    metric.label = std::move(labels);
    std::uint64_t upto = 0;
    for (std::size_t i = 0; i < spread.counts.size(); ++i) {
        upto += spread.counts[i];
        const bool last = i == spread.bounds.size();
        metric.histogram.bucket.push_back(
            {upto, last ? std::numeric_limits<double>::infinity() : spread.bounds[i]});
    }
    metric.histogram.sample_count = upto;
    metric.histogram.sample_sum = spread.sum;
    return metric;
}

std::optional<std::uint64_t> value_of(const std::vector<Count>& counts, const Named& wanted) {
    const auto found = std::ranges::find_if(counts, [&](const Count& count) {
        return count.group == wanted.group && count.name == wanted.count;
    });
    return found == counts.end() ? std::nullopt : std::optional(found->value);
}

void add_counts(Families& out, const std::vector<Count>& counts) {
    for (const auto& one : named) {
        const auto value = value_of(counts, one);
        if (!value) continue;
        if (out.empty() || out.back().name != one.name) out.push_back(family(one.name, one.help, one.type));
        add_value(out.back(), static_cast<double>(*value),
                  one.label ? Labels{{one.label, one.value}} : Labels{});
    }
}

void add_parked(Families& out, const Copy& copy) {
    out.push_back(family("layby_parked", "Callers parked now", gauge));
    for (const auto& lot : copy.lots())
        add_value(out.back(), static_cast<double>(copy.count_in(lot.name)), {{"lot", lot.name}});
    out.push_back(family("layby_slots", "Slots that a lot has", gauge));
    for (const auto& lot : copy.lots())
        add_value(out.back(), lot.last.value - lot.first.value + 1.0, {{"lot", lot.name}});
}

/// Also of lots without any, so that a graph begins at zero.
void add_tasks(Families& out, const Copy& copy, Instant now) {
    struct Tasks {
        double open{}, taken{}, overdue{};
    };
    std::map<std::string, Tasks> by_lot;
    for (const auto& lot : copy.lots()) by_lot[lot.name];
    for (const auto& [id, task] : copy.tasks()) {
        if (task.is_over()) continue;
        auto& tasks = by_lot[task.lot];
        ++(task.state == calls::Task::State::open ? tasks.open : tasks.taken);
        if (task.due < now) ++tasks.overdue;
    }
    out.push_back(family("layby_call_back_tasks", "Callers who gave up and are to be called back", gauge));
    for (const auto& [lot, tasks] : by_lot) {
        add_value(out.back(), tasks.open, {{"lot", lot}, {"state", "open"}});
        add_value(out.back(), tasks.taken, {{"lot", lot}, {"state", "taken"}});
    }
    out.push_back(family("layby_call_back_tasks_overdue",
                         "Those of them who should have been called back by now", gauge));
    for (const auto& [lot, tasks] : by_lot) add_value(out.back(), tasks.overdue, {{"lot", lot}});
}

void add_trunks(Families& out, const Copy& copy) {
    if (copy.trunks().empty()) return;
    out.push_back(family("layby_trunk_up", "1 while calls can go out over this trunk", gauge));
    for (const auto& trunk : copy.trunks())
        if (!trunk.host.empty()) add_value(out.back(), trunk.up ? 1 : 0, {{"trunk", trunk.name}});
    out.push_back(family("layby_trunk_calls", "Calls over a trunk now", gauge));
    for (const auto& trunk : copy.trunks()) {
        const auto calls = copy.calls_of_trunk(trunk.name);
        add_value(out.back(), static_cast<double>(calls.in), {{"trunk", trunk.name}, {"direction", "in"}});
        add_value(out.back(), static_cast<double>(calls.out), {{"trunk", trunk.name}, {"direction", "out"}});
    }
}

double age_of(const WebhookView& webhook, std::chrono::system_clock::time_point now) {
    if (!webhook.oldest) return 0;
    return std::max(0.0, std::chrono::duration<double>(now - *webhook.oldest).count());
}

void add_webhooks(Families& out, const Measured& measured) {
    const auto& webhooks = measured.webhooks;
    if (webhooks.empty()) return;
    const auto number = [](auto value) { return static_cast<double>(value); };
    out.push_back(family("layby_webhook_deliveries_total",
                         "Tries to tell a webhook of an event, and what has become of them", counter));
    for (const auto& one : webhooks) {
        add_value(out.back(), number(one.delivered), {{"webhook", one.name}, {"outcome", "delivered"}});
        add_value(out.back(), number(one.failed), {{"webhook", one.name}, {"outcome", "failed"}});
    }
    out.push_back(family("layby_webhook_given_up_total", "Events that a webhook is never told", counter));
    for (const auto& one : webhooks) add_value(out.back(), number(one.given_up), {{"webhook", one.name}});
    out.push_back(family("layby_webhook_waiting", "Events that a webhook is to be told next", gauge));
    for (const auto& one : webhooks) add_value(out.back(), number(one.waiting), {{"webhook", one.name}});
    out.push_back(family("layby_webhook_oldest_waiting_seconds",
                         "How long ago the event was that a webhook is to be told next", gauge));
    for (const auto& one : webhooks)
        add_value(out.back(), age_of(one, measured.now), {{"webhook", one.name}});
}

void add_ended(Families& out, const Tally& tally) {
    out.push_back(family("layby_parks_ended_total", "Parked calls that have ended, by outcome", counter));
    for (const auto& [name, lot] : tally.lots())
        for (std::size_t i = 0; i < Tally::outcomes.size(); ++i)
            add_value(out.back(), static_cast<double>(lot.ended[i]),
                      {{"lot", name}, {"outcome", calls::text_of(Tally::outcomes[i])}});
    out.push_back(family("layby_park_wait_seconds", "How long callers were parked, once it is over",
                         MetricType::Histogram));
    for (const auto& [name, lot] : tally.lots())
        out.back().metric.push_back(histogram_of(lot.waited.now(), {{"lot", name}}));
}

void add_process(Families& out, const Measured& measured) {
    const auto& use = measured.process;
    const auto begun = std::chrono::duration<double>(measured.started.time_since_epoch()).count();
    add_one(out, "process_cpu_seconds_total", "Processor time of all threads", counter, use.cpu_seconds);
    add_one(out, "process_resident_memory_bytes", "Memory in use", gauge,
            static_cast<double>(use.resident_bytes));
    add_one(out, "process_virtual_memory_bytes", "Address space", gauge,
            static_cast<double>(use.virtual_bytes));
    add_one(out, "process_open_fds", "Open files and sockets", gauge, static_cast<double>(use.open_files));
    add_one(out, "process_max_fds", "Files and sockets that may be open", gauge,
            static_cast<double>(use.most_files));
    add_one(out, "process_threads", "Threads", gauge, static_cast<double>(use.threads));
    add_one(out, "process_start_time_seconds", "When this start of the server was, since 1970", gauge, begun);
}

}  // namespace

std::string metrics_text(const Measured& measured) {
    Families out;
    add_one(out, "layby_build_info", "What runs here", gauge, 1,
            {{"version", std::string{runtime::version()}}});
    add_counts(out, measured.counts);
    add_parked(out, measured.copy);
    add_tasks(out, measured.copy, measured.instant);
    add_trunks(out, measured.copy);
    add_webhooks(out, measured);
    add_ended(out, measured.tally);
    add_one(out, "layby_rtp_ports", "RTP ports that there are", gauge,
            static_cast<double>(measured.rtp_ports));
    if (measured.commits) {
        out.push_back(family("layby_store_commit_seconds", "How long the disk took for a commit",
                             MetricType::Histogram));
        out.back().metric.push_back(histogram_of(*measured.commits, {}));
    }
    add_process(out, measured);
    std::ostringstream text;
    prometheus::TextSerializer{}.Serialize(text, out);
    return text.str();
}

}  // namespace layby::console
