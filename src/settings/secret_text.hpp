// Passwords for phones: made from the kernel's random numbers, easy to read aloud and to type.
#pragma once
#include <string>

namespace layby::settings {

/// 20 characters of an alphabet without look-alikes (no 0 O o 1 l I), about 115 bits. Throws
/// std::runtime_error when the system gives no random numbers.
std::string new_password();

}  // namespace layby::settings
