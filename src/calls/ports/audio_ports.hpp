// The one question that the switchboard asks: an RTP port of ours, whose number the next order says to the
// peer; and that there is none decides what becomes of a call. So it is answered within the turn. Called on
// the signalling thread.
#pragma once
#include <optional>
#include <string>

#include "words/address.hpp"
#include "words/ids.hpp"

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
};

}  // namespace layby::calls
