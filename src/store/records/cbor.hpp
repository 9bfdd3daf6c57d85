// Values as bytes: CBOR (RFC 8949), written straight into one string by libcbor's encoders. For this folder
// only; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace layby::store {

/// Whoever opens a map closes it; a list has as many values as it was opened for.
class CborWriter {
  public:
    void none();
    void boolean(bool value);
    void number(std::uint64_t value);
    void number(std::int64_t value);
    void real(double value);
    /// Text, or bytes where it isn't UTF-8: peers may send anything.
    void text(std::string_view value);
    void open_list(std::size_t size);
    void open_map();
    void close_map();

    std::size_t size() const { return out_.size(); }
    /// Takes back what was written since it had this size.
    void back_to(std::size_t size) { out_.resize(size); }
    std::string take() { return std::move(out_); }

  private:
    std::string out_;
};

}  // namespace layby::store
