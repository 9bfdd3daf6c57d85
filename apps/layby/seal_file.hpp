// The key that seals the keys of calls in the store: STATE/seal.key, made at the first start. Before the loop
// starts.
#pragma once
#include <filesystem>

#include "store/seal.hpp"

namespace layby::app {

/// What was read and is none is replaced, as calls matter more than their keys: those that are encrypted
/// agree on new ones. When it can't be read or written, one is of this start alone.
store::Seal seal_in(const std::filesystem::path& state);

}  // namespace layby::app
