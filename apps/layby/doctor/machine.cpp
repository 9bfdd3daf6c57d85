#include "layby/doctor/machine.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>

#include "runtime/descriptor.hpp"

namespace layby::app {
namespace {

namespace fs = std::filesystem;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::uint64_t megabyte = 1'000'000;
constexpr std::uint64_t too_little = 100 * megabyte, little = 1000 * megabyte;
constexpr Milliseconds slow{10}, very_slow{50};

/// How long it takes until some bytes are on the disk, half of the time. None: they can't be written.
std::optional<Milliseconds> time_to_keep(const fs::path& file) {
    const runtime::Descriptor open{
        ::open(file.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (!open) return {};
    std::array<char, 4096> page{};
    std::array<Milliseconds, 9> times{};
    bool kept = true;
    for (auto& time : times) {
        const auto begun = std::chrono::steady_clock::now();
        kept = kept && pwrite(open.get(), page.data(), page.size(), 0) == ssize_t{page.size()} &&
               fdatasync(open.get()) == 0;
        time = std::chrono::steady_clock::now() - begun;
    }
    const int why_not = errno;
    unlink(file.c_str());
    errno = why_not;
    std::ranges::sort(times);
    return kept ? std::optional(times[times.size() / 2]) : std::nullopt;
}

void look_at_speed(Findings& out, const fs::path& state) {
    const auto time = time_to_keep(state / "doctor.tmp");
    if (!time)
        return out.complain(
            fmt::format("{} can't be written: {}", state.string(), std::strerror(errno)),
            errno == ENOSPC ? "Make room."
                            : "Give it to the account of the server, and run the doctor as that account.");
    const auto text = fmt::format("a change is on the disk after {:.1f} ms", time->count());
    constexpr auto advice = "Parking waits for it: a local SSD takes less than a millisecond.";
    if (*time > very_slow) return out.complain(text, advice);
    *time > slow ? out.warn(text, advice) : out.good(text);
}

void look_at_kind(Findings& out, const fs::path& state) {
    struct statfs kind {};
    if (statfs(state.c_str(), &kind) != 0) return;
    constexpr std::array<std::uint32_t, 4> remote{0x6969, 0xff534d42, 0xfe534d42,
                                                  0x517b};  // NFS, CIFS, SMB2, SMB
    const auto type = static_cast<std::uint32_t>(kind.f_type);
    if (std::ranges::find(remote, type) != remote.end())
        out.complain("it lies on a file server, which may say that something is kept when it isn't",
                     "Put it on a disk of this machine.");
    if (type == 0x01021994)
        out.warn("it lies in memory: calls outlive a crash of the server, but not of the machine",
                 "Put it on a disk.");
}

void look_at_space(Findings& out, const fs::path& state) {
    struct statvfs space {};
    if (statvfs(state.c_str(), &space) != 0) return;
    const auto free = std::uint64_t{space.f_bavail} * space.f_frsize;
    const auto text = fmt::format("{} has {:.1f} GB free", state.string(), static_cast<double>(free) / 1e9);
    constexpr auto advice =
        "A full disk refuses changes; [store] when_failing says what becomes of callers then.";
    if (free < too_little) return out.complain(text, advice);
    free < little ? out.warn(text, advice) : out.good(text);
}

}  // namespace

Findings look_at_disk(const fs::path& state) {
    Findings out{"Disk"};
    std::error_code error;
    if (state.empty())
        out.note("no state directory was found: nobody knows whether calls would outlive a crash",
                 "Name it: layby doctor --state /var/lib/layby");
    else if (!fs::is_directory(state, error))
        out.note(fmt::format("{} is not there yet: the first start makes it", state.string()));
    else {
        look_at_space(out, state);
        look_at_kind(out, state);
        look_at_speed(out, state);
    }
    return out;
}

Findings look_at_clock() {
    Findings out{"Clock"};
    constexpr auto advice =
        "Install chrony or systemd-timesyncd. History, certificates and log-ins of phones go by the clock.";
    timex asked{};
    const int state = adjtimex(&asked);
    if (state == -1)
        out.note(fmt::format("nobody may ask whether it is right: {}", std::strerror(errno)));
    else if (state == TIME_ERROR || (asked.status & STA_UNSYNC) != 0)
        out.warn("nothing keeps it right: the kernel knows of no time server", advice);
    else
        out.good("it is kept right by a time server");
    return out;
}

Findings look_at_limits(const settings::Settings& settings) {
    Findings out{"Limits"};
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    const auto needed = 2 * settings.media.parties() + 1000;
    const auto text = fmt::format("this account may open {} files; {} parties in calls need {}",
                                  files.rlim_max, settings.media.parties(), needed);
    if (files.rlim_max < needed)
        out.warn(text, "Raise LimitNOFILE in the unit (it is 100000 in the package's), or ulimit -n.");
    else
        out.good(text);
    rlimit priority{};
    getrlimit(RLIMIT_RTPRIO, &priority);
    if (settings.media.realtime && geteuid() != 0 && priority.rlim_cur == 0)
        out.note(
            "this account may ask for no real-time priority, so sound may stutter on a busy machine",
            "The package's unit permits it (CAP_SYS_NICE); see \"layby status\" for a server that runs.");
    return out;
}

}  // namespace layby::app
