// A value read from CBOR (RFC 8949), as this program and nlohmann-json write it: no tags, texts in one piece.
// Its texts stand in the bytes that it was read from, which outlive it. For this folder only; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace layby::store {

class CborValue {
  public:
    struct Null {};
    struct Negative {
        std::int64_t value;
    };
    struct Bytes {
        std::string_view bytes;
    };
    struct Field;
    using List = std::vector<CborValue>;
    using Map = std::vector<Field>;

    /// None: these bytes are damaged, something else, or nested too deep.
    static std::optional<CborValue> read(std::string_view bytes);

    template <class T>
    const T* as() const {
        return std::get_if<T>(&value_);
    }

  private:
    friend class CborReader;
    std::variant<Null, bool, std::uint64_t, Negative, double, std::string_view, Bytes, List, Map> value_;
};

struct CborValue::Field {
    std::string_view name;
    CborValue value;
};

}  // namespace layby::store
