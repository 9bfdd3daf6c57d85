// A file that has become damaged while the server runs: it is moved aside, and a new one with everything that
// is alive takes its place. What has ended, the history, stays in the damaged one. The store's thread.
#pragma once
#include <filesystem>

#include "store/tables/restoring.hpp"

namespace layby::store {

/// Where the new file is made, complete before it takes the other's place.
std::filesystem::path unfinished(const std::filesystem::path& file);

/// After a crash between the two steps of replace(): the second one.
void finish_replacing(const std::filesystem::path& file);

/// Makes the new file. Everything in `live` is in it then, and durable.
void make_new(const std::filesystem::path& file, const Origins& origins, Live& live, const Moment& now);

/// Puts the damaged file, which nobody has open, aside and the new one in its place. Where the former is now.
std::filesystem::path replace(const std::filesystem::path& file, sip::WallTime now);

}  // namespace layby::store
