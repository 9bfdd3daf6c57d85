#include "runtime/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace layby::runtime {
namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_seconds() {
    rusage use{};
    if (getrusage(RUSAGE_SELF, &use) != 0) return 0;
    return seconds(use.ru_utime) + seconds(use.ru_stime);
}

std::uint64_t entries_in(const char* folder) {
    std::error_code error;
    const std::filesystem::directory_iterator entries(folder, error);
    return error ? 0 : static_cast<std::uint64_t>(std::distance(begin(entries), end(entries)));
}

std::uint64_t most_files() {
    rlimit limit{};
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

}  // namespace

ProcessUse process_use() {
    ProcessUse use{.cpu_seconds = cpu_seconds(),
                   .open_files = entries_in("/proc/self/fd"),
                   .most_files = most_files(),
                   .threads = entries_in("/proc/self/task")};
    const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    std::uint64_t total{}, resident{};
    std::ifstream("/proc/self/statm") >> total >> resident;  // proc(5): in pages
    use.virtual_bytes = total * page;
    use.resident_bytes = resident * page;
    return use;
}

}  // namespace layby::runtime
