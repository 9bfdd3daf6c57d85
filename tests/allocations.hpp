// Counts what a test allocates, per thread: unlike time it is the same on every machine. It replaces operator
// new, so only one file of a test program includes it.
#pragma once
#include <cstdlib>
#include <new>

namespace layby::tests {

inline thread_local std::size_t allocated = 0;

template <class Act>
std::size_t allocations_of(Act act) {
    const auto before = allocated;
    act();
    return allocated - before;
}

}  // namespace layby::tests

void* operator new(std::size_t size) {
    ++layby::tests::allocated;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
