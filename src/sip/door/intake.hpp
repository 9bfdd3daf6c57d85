// Datagrams before the stack sees them: how long each has waited in its socket, by the kernel's stamp, and
// what is refused right there, since a refusal that costs as much as a call helps nobody. What is refused is
// never parsed by the library, and has no transaction.
//
// su_getmsgsize(), which the library asks before it reads, is ours (as accept() is, accepting.hpp). Where the
// kernel stamps nothing, nothing is refused here. Owned by the reception; signalling thread, one in each.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sip/options.hpp"
#include "sip/stack/sofia.hpp"
#include "sip/text/glance.hpp"
#include "words/time.hpp"

namespace layby::sip {

struct IntakeHost {
    /// Another one is about to be read, which has waited for so long.
    std::function<void(Duration waited)> on_read;
    std::function<bool()> looks;  ///< whether that one is worth a glance
    /// What is answered instead of reading it, which may be nothing (empty). None: it is read.
    std::function<std::optional<std::string>(const Glance& glance, const Address& from)> refusal;
};

class Intake {
  public:
    /// For the sockets of these addresses (real ports) among the open files of this process.
    Intake(const std::vector<Listen>& listening, IntakeHost host);
    ~Intake();
    Intake(const Intake&) = delete;
    Intake& operator=(const Intake&) = delete;

    std::size_t sockets() const { return sockets_.size(); }
    bool has(int socket) const { return find(socket) != nullptr; }
    /// The size of what is to be read next from this socket, after those were refused that had to be. -1 with
    /// errno as recvmsg(): nothing is left.
    ssize_t next_size(int socket);

  private:
    struct Socket {
        int file{-1};
        su_sockaddr_t local{};
    };
    struct Waiting;
    const Socket* find(int socket) const;
    bool refuse(const Socket& socket, const Waiting& message);
    void note(const Socket& socket, const Waiting& message, const std::string& answer);

    IntakeHost host_;
    std::vector<Socket> sockets_;
    std::vector<char> head_;  ///< keeps its memory
    Instant noted_second_{};
    int noted_{};  ///< for the tape, in this second
};

}  // namespace layby::sip
