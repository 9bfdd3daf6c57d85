// Whether bytes are text. Pure; any thread.
#pragma once
#include <string_view>

namespace layby {

bool is_utf8(std::string_view text);

}  // namespace layby
