// Random numbers: everything that Layby and its libraries draw comes from the seed.
#include <openssl/rand.h>

#include <cstring>
#include <random>

#include "simulation/machine/machine.hpp"
#include "sip/stack/sofia.hpp"

namespace {

std::uint64_t drawn() { return layby::simulation::machine().chance(); }

void fill(void* to, std::size_t bytes) {
    auto* at = static_cast<unsigned char*>(to);
    for (std::size_t i = 0; i < bytes; ++i) at[i] = static_cast<unsigned char>(drawn());
}

}  // namespace

extern "C" {

int RAND_bytes(unsigned char* to, int bytes) { return fill(to, static_cast<std::size_t>(bytes)), 1; }

uint64_t su_random64(void) { return drawn(); }
uint32_t su_random(void) { return static_cast<std::uint32_t>(drawn()); }
void* su_randmem(void* to, size_t bytes) { return fill(to, bytes), to; }
int su_randint(int least, int most) {
    const auto range = static_cast<std::uint64_t>(std::int64_t{most} - least) + 1;
    return static_cast<int>(least + static_cast<std::int64_t>(drawn() % range));
}
}

/// In the place of the standard library's.
std::random_device::result_type std::random_device::_M_getval() { return static_cast<result_type>(drawn()); }
