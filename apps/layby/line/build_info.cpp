#include "layby/line/build_info.hpp"

#include <fmt/format.h>

#include <string_view>

#include "runtime/version.hpp"

namespace layby::app {

std::string build_info() {
    constexpr std::string_view commit{LAYBY_COMMIT};
    return fmt::format("layby {}\ncommit {}\nbuilt by {}\nflags {}\n", runtime::version(),
                       commit.empty() ? "unknown" : commit, LAYBY_COMPILER, LAYBY_BUILD_FLAGS);
}

}  // namespace layby::app
