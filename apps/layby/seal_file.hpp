// The key that seals the keys of calls in the store: STATE/seal.key, made at the first start. Before the loop
// starts.
#pragma once
#include <filesystem>

#include "store/seal.hpp"

namespace layby::app {

/// One that can't be read is replaced, as calls matter more than their keys: those that are encrypted agree
/// on new ones. Throws std::runtime_error with a sentence for the admin when none can be written.
store::Seal seal_in(const std::filesystem::path& state);

}  // namespace layby::app
