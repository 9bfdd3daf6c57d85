#include "console/http_date.hpp"

#include <fmt/chrono.h>

namespace layby::console {

std::string http_date() { return fmt::format("{:%a, %d %b %Y %T} GMT", fmt::gmtime(std::time(nullptr))); }

}  // namespace layby::console
