// Messages as a file for Wireshark: libpcap's format, each in a UDP datagram of our own making, also what
// came over TCP or, encrypted, over TLS. Pure.
#pragma once
#include <string>
#include <vector>

#include "trace/messages.hpp"

namespace layby::trace {

std::string pcap(const std::vector<Message>& messages);

}  // namespace layby::trace
