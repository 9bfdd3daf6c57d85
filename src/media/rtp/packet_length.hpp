// How much audio is in a packet, and frames cut into shorter packets (RFC 8866 section 6.5, a=maxptime).
// Pure; any thread; safe on any bytes.
#pragma once
#include <optional>
#include <vector>

#include "media/rtp/rtp_packet.hpp"
#include "words/media_description.hpp"
#include "words/time.hpp"

namespace layby::media {

/// The audio in a payload. An Opus payload says it itself (RFC 6716 section 3.1).
Duration length_of(Codec codec, Bytes payload);

/// The audio in each packet that we make for a peer with this a=maxptime: 20 ms, or the longest part of it
/// that fits. Opus is encoded in frames of 20 ms, and these can't be cut.
Duration own_packet_length(Codec codec, std::optional<std::uint16_t> max_ptime);

/// A frame of 20 ms as parts of `length`, none of them copied. For a range-based for.
class Parts {
  public:
    Parts(Bytes frame, Duration length);
    class Iterator {
      public:
        Iterator(Bytes left, std::size_t size) : left_(left), size_(size) {}
        Bytes operator*() const { return left_.first(part()); }
        Iterator& operator++() { return left_ = left_.subspan(part()), *this; }
        bool operator!=(const Iterator& other) const { return left_.size() != other.left_.size(); }

      private:
        std::size_t part() const { return size_ < left_.size() ? size_ : left_.size(); }
        Bytes left_;
        std::size_t size_;
    };
    Iterator begin() const { return {frame_, size_}; }
    Iterator end() const { return {frame_.last(0), size_}; }

  private:
    Bytes frame_;
    std::size_t size_;
};

}  // namespace layby::media
