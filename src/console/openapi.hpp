// The contract of the API as it is served: src/console/openapi.yaml, built in. Any thread.
#pragma once
#include <string_view>

namespace layby::console {

extern const std::string_view openapi_yaml;

}  // namespace layby::console
