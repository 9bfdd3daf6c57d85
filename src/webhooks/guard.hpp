// Which addresses nobody outside has: what is sent there would let whoever writes an address reach what only
// this machine can. Pure; any thread.
#pragma once
#include <sys/socket.h>

namespace layby::webhooks {

/// Of this machine, its link, a private network, or no single host at all (RFC 6890); also what is no
/// Internet address. An IPv4 address within an IPv6 one counts as itself.
bool is_inside(const sockaddr& address);

}  // namespace layby::webhooks
