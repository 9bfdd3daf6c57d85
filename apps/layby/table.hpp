// Text in columns for a terminal. Pure functions.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "words/party.hpp"

namespace layby::app {

using Row = std::vector<std::string>;

/// The rows as lines, each column as wide as its widest cell, two spaces between. UTF-8 counts by character;
/// control characters, which a phone could send in a name, become "?".
std::string table(const std::vector<Row>& rows);

/// "0:42", "12:03", "1:02:03".
std::string clock_text(double seconds);

/// The API's UTC in the zone of whoever reads it, with the zone; what is none stays as it is.
std::string local_time(const std::string& utc);

/// "Ann Lee (201)", or as much of it as there is; "anonymous".
std::string party_text(const Party& party);
std::string party_text(const nlohmann::ordered_json& party);  ///< as the API says it

/// A text as it is, another value as JSON writes it; "-" for null and for an empty text.
std::string or_dash(const nlohmann::ordered_json& value);

/// Ids are numbered anew with each start of the server, which is in the upper half: "12-3".
std::string id_text(std::uint64_t id);
/// "12-3" as the API has it; what isn't one stays as it is.
std::string id_of(const std::string& shown);

}  // namespace layby::app
