// Empty lines that keep a way through a router open, as phones send them over connections (RFC 5626 section
// 3.5.1); over UDP they are custom alone, and nobody answers them. For this folder only; signalling thread.
#pragma once
#include <map>
#include <string>

#include "words/address.hpp"

namespace layby::sip {

/// Over the UDP sockets that the stack has opened. It sends nothing but messages itself, and tells nobody
/// which sockets it has; the kernel knows.
class EmptyLines {
  public:
    /// Finds the socket that is bound there; the stack has just opened it.
    void learn(const Address& bound);
    /// What can't be sent at once is lost.
    void send(const std::string& from_ip, const Address& to) const;

  private:
    std::map<std::string, int> sockets_;  ///< by their address
};

}  // namespace layby::sip
