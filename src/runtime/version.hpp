// The version of this build, e.g. "0.1.0". Any thread.
#pragma once

namespace layby::runtime {

const char* version() noexcept;

}  // namespace layby::runtime
