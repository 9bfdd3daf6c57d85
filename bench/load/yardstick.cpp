// What one paced packet costs the kernel of this machine at least: connected sockets on loopback, each sends
// 172 bytes every 20 ms, spread over beats of 1 ms, to one socket that drops. Divided by it, a server's
// figure is comparable between machines.
#include <linux/filter.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <vector>

#include "measure.hpp"

namespace load {
namespace {

double cpu_us() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

void drop_all(int handle) {
    sock_filter all[] = {{BPF_RET | BPF_K, 0, 0, 0}};
    const sock_fprog program{1, all};
    setsockopt(handle, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

std::vector<int> connected(std::size_t count, std::uint16_t port) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::vector<int> handles;
    while (handles.size() < count) {
        const int handle = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (handle < 0 || connect(handle, reinterpret_cast<sockaddr*>(&to), sizeof to) < 0) break;
        handles.push_back(handle);
    }
    return handles;
}

double measure(const std::vector<int>& handles, int seconds) {
    const char packet[172] = {7};
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    const double before = cpu_us();
    long sent = 0;
    for (std::size_t beat = 0; beat < static_cast<std::size_t>(seconds) * 1000; ++beat) {
        for (std::size_t i = beat % 20; i < handles.size(); i += 20)
            sent += send(handles[i], packet, sizeof packet, 0) > 0;
        time.tv_nsec += 1'000'000;
        if (time.tv_nsec >= 1'000'000'000) ++time.tv_sec, time.tv_nsec -= 1'000'000'000;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
    }
    return (cpu_us() - before) / static_cast<double>(sent);
}

}  // namespace

std::string yardstick(int sockets, int seconds) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    const UdpPort sink;
    drop_all(sink.handle());
    const auto handles = connected(static_cast<std::size_t>(sockets), sink.number());
    const double each = measure(handles, seconds);
    for (const int handle : handles) close(handle);
    return "{\"us_per_packet\":" + std::to_string(each) + "}";
}

}  // namespace load
