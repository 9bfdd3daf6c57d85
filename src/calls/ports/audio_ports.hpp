// The two questions that the switchboard asks: an RTP port of ours, and a key that nobody can guess. The next
// order says them to the peer, and that there is no port decides what becomes of a call. So they are answered
// within the turn. Called on the signalling thread.
#pragma once
#include <optional>
#include <string>

#include "words/address.hpp"
#include "words/dtls.hpp"
#include "words/ids.hpp"
#include "words/srtp_key.hpp"

namespace layby::calls {

class AudioPorts {
  public:
    virtual ~AudioPorts() = default;

    /// Whose port it is to be. Some of the last ports are kept for whoever ends the wait of a caller.
    enum class For { anybody, end_of_a_wait };
    /// Takes an RTP port at this address of ours. None: all ports taken, or not our address.
    virtual std::optional<Address> open(LegId leg, const std::string& near_ip, For whom) = 0;
    /// Takes this very port again, for a leg from before a restart, whose RTP streams then go on; a leg that
    /// is open keeps it. False: it is somebody else's now.
    virtual bool reopen(LegId leg, const Address& local) = 0;
    /// For what we send to one leg, encrypted.
    virtual SrtpKey::Bytes new_key() = 0;
    /// Of the certificate that we show in handshakes of legs (DTLS-SRTP); the same after a restart. None: we
    /// have no certificate.
    virtual std::optional<Fingerprint> fingerprint() const = 0;
};

}  // namespace layby::calls
