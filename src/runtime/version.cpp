#include "runtime/version.hpp"

namespace layby::runtime {

const char* version() noexcept { return LAYBY_VERSION; }

}  // namespace layby::runtime
