// Where what legs say is written down: the media thread passes it on and never waits for a disk. Implemented
// elsewhere (src/recordings); each call only queues, and they are carried out in their order. Media thread.
#pragma once
#include <cstdint>
#include <vector>

#include "words/ids.hpp"

namespace layby::media {

class Recordings {
  public:
    static constexpr int sample_rate = 8000;

    virtual ~Recordings() = default;
    virtual void begin(MessageId message) = 0;
    /// Mono, at sample_rate.
    virtual void add(MessageId message, std::vector<std::int16_t> samples) = 0;
    /// Also of one that a process before has begun. Told as RecordingEnded when all of it is durable.
    virtual void end(MessageId message) = 0;
    virtual void drop(MessageId message) = 0;
};

}  // namespace layby::media
