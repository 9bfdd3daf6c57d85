// The program that the kernel runs for each packet on an RTP port, before anybody is woken: is it one that is
// merely to be counted? What to look for, and the counts, are in a map that the kernel and the media thread
// share as memory.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace layby::media {

/// Of one port. The kernel writes the fields from `head` on while `family` isn't 0.
struct SieveEntry {
    std::uint32_t family;  ///< 0: every packet passes; 4 or 6: those that are described here are only counted
    std::uint8_t payload_type, unused;
    std::uint16_t port;               ///< whence, in network order
    std::array<std::uint8_t, 16> ip;  ///< whence
    std::uint32_t ssrc;               ///< in network order
    std::uint32_t khz;                ///< of the RTP clock
    std::uint64_t head;               ///< of the newest packet: sequence number << 32 | timestamp
    std::uint64_t at;                 ///< when it came: monotonic, ns
    std::uint32_t packets;
    std::uint32_t jitter, transit;  ///< as Reception counts them
    std::uint32_t unused_at_the_end;
};
static_assert(sizeof(SieveEntry) == 64);

/// For `ports` pairs from `first_port` on, each with an entry in that map.
struct SieveProgram {
    std::array<std::uint64_t, 128> instructions;  ///< as struct bpf_insn, 8 bytes each
    std::size_t count{};
};
SieveProgram sieve_program(int map, std::uint16_t first_port, std::uint32_t ports);

}  // namespace layby::media
