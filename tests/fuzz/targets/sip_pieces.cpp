// What a browser says over its WebSocket, before the stack reads it.
#include "edge/sip_pieces.hpp"
#include "../entry.hpp"

using namespace layby;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto message = fuzz::text(data, size);
    edge::says_encrypted(message);
    const auto whole = edge::as_in_a_stream(message);
    if (!whole) return 0;
    fuzz::must(!edge::is_keep_alive(*whole), "a message is more than line ends");
    fuzz::must(edge::as_in_a_stream(*whole) == whole, "a whole message stays as it is");
    fuzz::must(edge::first_message(*whole + "\r\n") >= whole->size(), "a message ends where it says");
    return 0;
}
