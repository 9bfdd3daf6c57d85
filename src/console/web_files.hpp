// The bytes of web/dist, built in. Any thread.
#pragma once
#include <string_view>

namespace layby::console {

extern const std::string_view web_index, web_runtime, web_script, web_later, web_phone, web_configuration,
    web_style, web_icon;

}  // namespace layby::console
