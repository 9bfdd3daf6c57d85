// Counts what a test allocates, per thread: unlike time it is the same on every machine. It replaces operator
// new, so only one file of a test program includes it.
#pragma once
#include <cstddef>
#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LAYBY_NEW_IS_TAKEN 1
#endif
#endif

namespace layby::tests {

/// The thread sanitizer has an operator new of its own, beside which there can be no other.
#if defined(LAYBY_NEW_IS_TAKEN) || defined(__SANITIZE_THREAD__)
#define LAYBY_COUNTS_ALLOCATIONS 0
#else
#define LAYBY_COUNTS_ALLOCATIONS 1
#endif
inline constexpr bool counts_allocations = LAYBY_COUNTS_ALLOCATIONS != 0;

/// What a test says when its bound is exceeded.
inline constexpr auto dearer =
    "It has become dearer. A breakpoint at operator new of this program shows where: look for a copied "
    "string, a "
    "std::function, a container made for each call. Raise the bound only if what it buys is worth it, and "
    "say "
    "so in the commit.";

inline thread_local std::size_t allocated = 0;

template <class Act>
std::size_t allocations_of(Act act) {
    const auto before = allocated;
    act();
    return allocated - before;
}

}  // namespace layby::tests

#if LAYBY_COUNTS_ALLOCATIONS
void* operator new(std::size_t size) {
    ++layby::tests::allocated;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc{};
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {  // as algorithms with a buffer do
    ++layby::tests::allocated;
    return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif
