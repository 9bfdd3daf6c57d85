// Text in columns for a terminal. Pure functions.
#pragma once
#include <string>
#include <vector>

namespace layby::app {

using Row = std::vector<std::string>;

/// The rows as lines, each column as wide as its widest cell, two spaces between. UTF-8 counts by character;
/// control characters, which a phone could send in a name, become "?".
std::string table(const std::vector<Row>& rows);

/// "0:42", "12:03", "1:02:03".
std::string clock_text(double seconds);

/// "1 lot", "2 lots".
std::string counted(std::size_t count, const std::string& what);

}  // namespace layby::app
