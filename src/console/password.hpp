// Passwords of people: only Argon2id hashes of them are kept (RFC 9106). Each of these takes tens of
// milliseconds and the memory that its cost says, on purpose: not on the signalling thread, nor on the
// console's. Any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace layby::console {

/// What one guess costs. 19 MiB and two passes are OWASP's least: some 30 ms here.
struct HashCost {
    std::uint32_t memory_kib{19 * 1024};
    std::uint32_t passes{2};
};

constexpr std::size_t shortest_password = 8, longest_password = 256;

/// With a salt of its own and its cost in the text: "$argon2id$v=19$m=…". Throws std::runtime_error when
/// there is no memory or no random numbers.
std::string password_hash(std::string_view password, const HashCost& cost = {});
/// False also for what is no such hash, and when there is no memory.
bool password_fits(const std::string& password, const std::string& hash);
/// What no password fits, checked as slowly as any: for names that nobody has. Made at once.
std::string hash_of_nobody(const HashCost& cost = {});
/// Has the form of a hash.
bool is_password_hash(std::string_view text);
/// For a person to type: 20 characters, 100 bits, none that looks like another.
std::string new_password();

}  // namespace layby::console
