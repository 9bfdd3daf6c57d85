#include "store/tables.hpp"

namespace layby::store {
namespace {

/// A Path value has no line breaks: the parser has unfolded it.
std::string lines_of(const std::vector<std::string>& values) {
    std::string out;
    for (const auto& value : values) out += value + '\n';
    return out;
}

std::vector<std::string> values_of(const std::string& lines) {
    std::vector<std::string> out;
    for (std::size_t from = 0, to = 0; (to = lines.find('\n', from)) != std::string::npos; from = to + 1)
        out.push_back(lines.substr(from, to - from));
    return out;
}

sip::KeptRegistration registration_in(Statement& row) {
    sip::KeptRegistration out;
    out.id = {static_cast<std::uint64_t>(row.number())};
    out.user = row.text();
    out.contact = row.text();
    out.instance = row.text();
    out.reg_id = static_cast<std::uint32_t>(row.number());
    out.call_id = row.text();
    out.cseq = static_cast<std::uint32_t>(row.number());
    out.q = row.real();
    out.path = values_of(row.text());
    out.user_agent = row.text();
    out.source.ip = row.text();
    out.source.port = static_cast<std::uint16_t>(row.number());
    out.transport = row.text();
    out.expires = sip::WallTime{std::chrono::milliseconds{row.number()}};
    return out;
}

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

void put(const Database& database, const sip::KeptRegistration& one) {
    Statement statement(database, "REPLACE INTO registrations VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    statement << number(one.id.value) << one.user << one.contact << one.instance << number(one.reg_id)
              << one.call_id << number(one.cseq) << one.q << lines_of(one.path) << one.user_agent
              << one.source.ip << number(one.source.port) << one.transport
              << static_cast<std::int64_t>(one.expires.time_since_epoch().count());
    statement.run();
}

void put(const Database& database, calls::DeviceId forgotten) {
    Statement statement(database, "DELETE FROM registrations WHERE device = ?");
    statement << number(forgotten.value);
    statement.run();
}

std::vector<sip::KeptRegistration> read_registrations(const Database& database) {
    std::vector<sip::KeptRegistration> out;
    Statement rows(database, "SELECT * FROM registrations ORDER BY device");
    while (rows.step()) out.push_back(registration_in(rows));
    return out;
}

}  // namespace layby::store
