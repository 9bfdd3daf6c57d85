// What the kernel says of this process: time, memory, files. Any thread; reads /proc, so not for the path of
// a call.
#pragma once
#include <cstdint>

namespace layby::runtime {

/// What can't be read is 0.
struct ProcessUse {
    double cpu_seconds{};  ///< of all threads, since the process began; it outlives an exec
    std::uint64_t resident_bytes{}, virtual_bytes{};
    std::uint64_t open_files{}, most_files{}, threads{};
};

ProcessUse process_use();

}  // namespace layby::runtime
