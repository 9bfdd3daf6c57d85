#include "store/tables/outbox_tables.hpp"

#include <cstdlib>
#include <unordered_map>

#include "store/tables/tables.hpp"

namespace layby::store {
namespace {

std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }

Occurrence occurrence_in(Statement& row) {
    Occurrence out;
    out.id = static_cast<std::uint64_t>(row.number());
    out.entry = step_in(row);
    return out;
}

Delivery delivery_in(Statement& row) {
    Delivery out;
    out.id = static_cast<std::uint64_t>(row.number());
    out.webhook = row.text();
    out.event = static_cast<std::uint64_t>(row.number());
    out.what = row.text();
    out.at = time_in(row);
    out.attempt = static_cast<int>(row.number());
    out.status = static_cast<int>(row.number());
    out.error = row.text();
    out.took = std::chrono::milliseconds{row.number()};
    return out;
}

using Callers = std::unordered_map<LegId, std::optional<Party>>;

/// As long as a call lives its record knows whose it is. Records have no index: all are looked through, once.
void find_alive(const Database& database, Callers& callers) {
    Statement rows(database, "SELECT key, value FROM records WHERE kind = ?1");
    rows << name_of(Kind::leg);
    while (rows.step()) {
        const auto wanted = callers.find(LegId{std::strtoull(rows.text().c_str(), nullptr, 10)});
        if (wanted == callers.end()) continue;
        const auto record = decoded(Kind::leg, rows.bytes(), {});
        if (record && std::holds_alternative<calls::Leg>(*record))
            wanted->second = std::get<calls::Leg>(*record).party;
    }
}

/// Afterwards the history does.
std::optional<Party> caller_past(const Database& database, LegId call) {
    for (const char* sql :
         {"SELECT name, number, anonymous FROM calls WHERE leg = ?1 ORDER BY id DESC LIMIT 1",
          "SELECT caller_name, caller_number, caller_anonymous FROM history WHERE call = ?1 ORDER BY id DESC "
          "LIMIT 1"}) {
        Statement row(database, sql);
        row << signed_of(call.value);
        if (row.step()) return party_in(row);
    }
    return {};
}

void name_callers(const Database& database, std::vector<Occurrence>& list) {
    Callers callers;
    for (const auto& one : list) callers.try_emplace(one.entry.step.call);
    if (!callers.empty()) find_alive(database, callers);
    for (auto& [call, caller] : callers)
        if (!caller) caller = caller_past(database, call);
    for (auto& one : list) one.caller = callers.at(one.entry.step.call);
}

}  // namespace

OutboxTables::OutboxTables(const Database& database)
    : put_(database,
           "INSERT INTO webhooks VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET told = excluded.told"),
      forget_(database, "DELETE FROM webhooks WHERE name = ?1"),
      add_(database, "INSERT INTO deliveries VALUES (NULL,?,?,?,?,?,?,?,?)"),
      shorten_(database, "DELETE FROM deliveries WHERE id <= (SELECT max(id) FROM deliveries) - ?") {}

void OutboxTables::add(const Told& told) {
    auto& statement = told.upto ? put_ : forget_;
    statement << told.webhook;
    if (told.upto) statement << signed_of(*told.upto);
    statement.run();
    if (told.delivery) add(*told.delivery);
}

void OutboxTables::add(const Delivery& delivery) {
    add_ << delivery.webhook << signed_of(delivery.event) << delivery.what << stored(delivery.at)
         << std::int64_t{delivery.attempt} << std::int64_t{delivery.status} << delivery.error
         << std::int64_t{delivery.took.count()};
    add_.run();
}

void OutboxTables::shorten(std::size_t deliveries) {
    shorten_ << static_cast<std::int64_t>(deliveries);
    shorten_.run();
}

Occurrences read_occurrences(const Database& database, std::uint64_t after, std::size_t limit) {
    Occurrences out;
    Statement last(database, "SELECT ifnull(max(id), 0) FROM steps");
    if (last.step()) out.latest = static_cast<std::uint64_t>(last.number());
    Statement rows(database,
                   "SELECT id, at, call, park, what, lot, slot, who, how FROM steps WHERE id > ?1 AND id <= "
                   "?2 AND tenant = '' ORDER BY id LIMIT ?3");
    rows << signed_of(after) << signed_of(out.latest) << static_cast<std::int64_t>(limit);
    while (rows.step()) out.list.push_back(occurrence_in(rows));
    name_callers(database, out.list);
    return out;
}

std::vector<Told> read_told(const Database& database) {
    std::vector<Told> out;
    Statement rows(database, "SELECT name, told FROM webhooks ORDER BY name");
    while (rows.step()) {
        auto& told = out.emplace_back();
        told.webhook = rows.text();
        told.upto = static_cast<std::uint64_t>(rows.number());
    }
    return out;
}

std::vector<Delivery> read_deliveries(const Database& database, const std::string& webhook,
                                      std::size_t limit) {
    std::vector<Delivery> out;
    Statement rows(database, "SELECT * FROM deliveries WHERE webhook = ?1 ORDER BY id DESC LIMIT ?2");
    rows << webhook << static_cast<std::int64_t>(limit);
    while (rows.step()) out.push_back(delivery_in(rows));
    return out;
}

}  // namespace layby::store
