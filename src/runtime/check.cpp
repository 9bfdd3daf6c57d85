#include "runtime/check.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace layby::runtime {
namespace {

void abort_loudly(const char* what, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, what);
    std::abort();
}

std::atomic<BugHandler> handler{abort_loudly};
std::atomic<std::uint64_t> seen{0};
thread_local std::uint64_t seen_here = 0;

}  // namespace

void on_bug(BugHandler chosen) noexcept { handler = chosen; }

std::uint64_t bugs_seen() noexcept { return seen; }
std::uint64_t bugs_of_this_thread() noexcept { return seen_here; }

void report_bug(const char* what, const char* file, int line) {
    ++seen;
    ++seen_here;
    handler.load()(what, file, line);
}

}  // namespace layby::runtime
