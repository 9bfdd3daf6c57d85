// Bugs, as opposed to errors. CHECK states what our own code guarantees; a peer's fault is never a CHECK.
// Standard library only, so that the pure core may use it. Any thread.
#pragma once
#include <cstdint>

namespace layby::runtime {

/// What a broken invariant does. Tests and debug builds abort (the default); a production server installs a
/// handler that logs and counts, and the caller of the broken code drops that one event. The switchboard
/// undoes the whole turn.
using BugHandler = void (*)(const char* what, const char* file, int line);
void on_bug(BugHandler handler) noexcept;

/// How many broken invariants this process has seen, and this thread.
std::uint64_t bugs_seen() noexcept;
std::uint64_t bugs_of_this_thread() noexcept;

/// Reports one. Returns only if the installed handler does.
void report_bug(const char* what, const char* file, int line);

}  // namespace layby::runtime

/// True when the condition holds; otherwise reports a bug and is false, so `if (!CHECK(x)) return;` drops the
/// event.
#define CHECK(condition) \
    (static_cast<bool>(condition) || (::layby::runtime::report_bug(#condition, __FILE__, __LINE__), false))
