#include "media/wire/kernel_sieve.hpp"

#include <fmt/format.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "media/wire/sieve_program.hpp"

namespace layby::media {
namespace {

constexpr const char* not_permitted = "the kernel permits no eBPF program without CAP_BPF";

bool has_capability(unsigned which) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> sets{};
    if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
    return (sets[which / 32].effective >> which % 32 & 1) != 0;
}

bool everybody_may() { return std::ifstream{"/proc/sys/kernel/unprivileged_bpf_disabled"}.get() == '0'; }

/// Asked first: a filter of system calls may end a process that tries in vain.
bool is_permitted() { return has_capability(CAP_BPF) || has_capability(CAP_SYS_ADMIN) || everybody_may(); }

int bpf(int command, bpf_attr& what) {
    return static_cast<int>(::syscall(SYS_bpf, command, &what, sizeof what));
}

std::uint64_t pointer(const void* to) { return reinterpret_cast<std::uint64_t>(to); }

int create_map(std::uint32_t entries) {
    bpf_attr what{};
    what.map_type = BPF_MAP_TYPE_ARRAY;
    what.key_size = sizeof(std::uint32_t);
    what.value_size = sizeof(SieveEntry);
    what.max_entries = entries;
    what.map_flags = BPF_F_MMAPABLE;
    return bpf(BPF_MAP_CREATE, what);
}

int load_program(const SieveProgram& program) {
    bpf_attr what{};
    what.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
    what.insns = pointer(program.instructions.data());
    what.insn_cnt = static_cast<std::uint32_t>(program.count);
    what.license = pointer("Apache-2.0");
    return bpf(BPF_PROG_LOAD, what);
}

bool attach_to(int socket, int program) {
    return setsockopt(socket, SOL_SOCKET, SO_ATTACH_BPF, &program, sizeof program) == 0;
}

template <class T>
std::atomic_ref<T> shared(T& value) {
    return std::atomic_ref<T>{value};
}

void write_source(SieveEntry& entry, const SocketAddress& from) {
    entry.ip = {};
    if (from.family() == AF_INET6) {
        const auto* v6 = reinterpret_cast<const sockaddr_in6*>(from.raw());
        std::memcpy(entry.ip.data(), &v6->sin6_addr, 16);
    } else {
        const auto* v4 = reinterpret_cast<const sockaddr_in*>(from.raw());
        std::memcpy(entry.ip.data(), &v4->sin_addr, 4);
    }
    entry.port = htons(from.port());
}

std::string reason(const char* step, int error) {
    if (error == EPERM || error == EACCES) return not_permitted;
    return fmt::format("{}: {}", step, std::strerror(error));
}

}  // namespace

KernelSieve::Made KernelSieve::make(std::uint16_t first_port, std::uint16_t last_port) {
    const auto first = static_cast<std::uint16_t>((first_port + 1U) & ~1U);
    const std::uint32_t ports = last_port > first ? (last_port - first + 1U) / 2 : 0;
    if (ports == 0) return {nullptr, "there are no ports"};
    if (!is_permitted()) return {nullptr, not_permitted};
    auto sieve = std::unique_ptr<KernelSieve>(new KernelSieve(first, ports));
    if (const char* failed = sieve->load()) return {nullptr, reason(failed, errno)};
    return {std::move(sieve), {}};
}

/// The step that the kernel refuses, if it does one; errno says why.
const char* KernelSieve::load() {
    map_ = create_map(ports_);
    if (map_ < 0) return "eBPF map";
    void* memory = mmap(nullptr, ports_ * sizeof(SieveEntry), PROT_READ | PROT_WRITE, MAP_SHARED, map_, 0);
    if (memory == MAP_FAILED) return "memory of the eBPF map";
    entries_ = static_cast<SieveEntry*>(memory);
    program_ = load_program(sieve_program(map_, first_port_, ports_));
    if (program_ < 0) return "eBPF program";
    return try_out() ? nullptr : "attaching the eBPF program";
}

bool KernelSieve::try_out() const {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool done = attach_to(socket, program_);
    const int why = errno;
    ::close(socket);
    errno = why;
    return done;
}

KernelSieve::~KernelSieve() {
    if (entries_ != nullptr) munmap(entries_, ports_ * sizeof(SieveEntry));
    for (const int fd : {map_, program_})
        if (fd >= 0) ::close(fd);
}

void KernelSieve::attach(Place leg, int socket, std::uint16_t port) {
    if (legs_.size() <= leg) legs_.resize(leg + 1);
    const bool ours = port >= first_port_ && port % 2 == 0 && (port - first_port_) / 2U < ports_;
    legs_[leg] = ours && attach_to(socket, program_) ? &entries_[(port - first_port_) / 2] : nullptr;
    stop(leg);
}

void KernelSieve::detach(Place leg) {
    stop(leg);
    legs_[leg] = nullptr;
}

/// What the kernel compares is written first. A packet that is being looked at meanwhile may still change
/// counts: the next one doesn't follow it then, arrives, and is counted as ever.
bool KernelSieve::start(Place leg, const Stream& stream) {
    SieveEntry* entry = legs_[leg];
    if (entry == nullptr) return false;
    write_source(*entry, stream.from);
    entry->payload_type = stream.payload_type;
    entry->ssrc = htonl(stream.ssrc);
    entry->khz = static_cast<std::uint32_t>(stream.clock / 1000);
    const auto& progress = stream.progress;
    entry->head = std::uint64_t{progress.sequence} << 32 | progress.timestamp;
    entry->at = static_cast<std::uint64_t>(progress.at.time_since_epoch().count()) * 1000;
    entry->packets = progress.packets;
    entry->jitter = progress.jitter;
    entry->transit = progress.transit;
    shared(entry->family).store(stream.from.family() == AF_INET6 ? 6 : 4, std::memory_order_release);
    return true;
}

/// The count first: what is read of a packet that comes in between is newer, never older.
Progress KernelSieve::look(Place leg) const {
    SieveEntry& entry = *legs_[leg];
    Progress progress;
    progress.packets = shared(entry.packets).load(std::memory_order_acquire);
    const std::uint64_t head = shared(entry.head).load(std::memory_order_acquire);
    progress.sequence = static_cast<std::uint16_t>(head >> 32);
    progress.timestamp = static_cast<std::uint32_t>(head);
    progress.at = Instant{
        Duration{static_cast<Duration::rep>(shared(entry.at).load(std::memory_order_relaxed) / 1000)}};
    progress.jitter = shared(entry.jitter).load(std::memory_order_relaxed);
    progress.transit = shared(entry.transit).load(std::memory_order_relaxed);
    return progress;
}

void KernelSieve::stop(Place leg) {
    if (legs_[leg] != nullptr) shared(legs_[leg]->family).store(0, std::memory_order_release);
}

}  // namespace layby::media
