// `layby trace`: the SIP messages of a call, a user or an address, in the terminal. As the commands in
// commands.hpp.
#pragma once
#include <string>

#include "layby/client.hpp"
#include "layby/exit_code.hpp"

namespace layby::app {

/// Which messages, and how they are to be shown; what is empty doesn't matter.
struct TraceShown {
    std::string call{}, call_id{}, user{}, address{};
    std::string entry{};    ///< of the history: its call
    bool entry_of_calls{};  ///< of `layby history --calls`
    std::string pcap{};     ///< a file for Wireshark; "-": standard output
    bool json{}, follow{};
    std::size_t count{};  ///< follow: the end after so many; 0: none
    bool anything() const { return !(call + call_id + user + address + entry).empty(); }
};

ExitCode show_trace(const Client& client, TraceShown wanted);

/// A message of the API's JSON as a terminal shows it; for tests.
std::string message_text(const std::string& json);

}  // namespace layby::app
