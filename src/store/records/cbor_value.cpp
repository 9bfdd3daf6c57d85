#include "store/records/cbor_value.hpp"

#include <bit>
#include <cmath>

namespace layby::store {
namespace {

constexpr int deepest = 32;

enum class Major : std::uint8_t { number, negative, bytes, text, list, map, tag, simple };
enum Simple : std::uint8_t {
    no = 20,
    yes = 21,
    null = 22,
    half = 25,
    single = 26,
    twice = 27,
    until_break = 31
};

/// RFC 8949 appendix D.
double from_half(std::uint64_t bits) {
    const auto exponent = static_cast<int>(bits >> 10U & 0x1fU);
    const auto fraction = static_cast<double>(bits & 0x3ffU);
    const double size = exponent == 0    ? std::ldexp(fraction, -24)
                        : exponent != 31 ? std::ldexp(fraction + 1024, exponent - 25)
                        : fraction == 0  ? INFINITY
                                         : NAN;
    return (bits & 0x8000U) != 0 ? -size : size;
}

}  // namespace

class CborReader {
  public:
    explicit CborReader(std::string_view bytes) : rest_(bytes) {}

    bool read(CborValue& into, int depth = 0);
    bool at_end() const { return rest_.empty(); }

  private:
    struct Head {
        Major major;
        std::uint8_t info;
        std::uint64_t number;  ///< 0 when something goes on until a break
    };
    std::optional<Head> head();
    bool simple(const Head& head, CborValue& into);
    bool list(const Head& head, CborValue& into, int depth);
    bool map(const Head& head, CborValue& into, int depth);
    bool negative(const Head& head, CborValue& into);
    std::optional<std::string_view> take(std::uint64_t size);
    /// More of a list or map, of which there were so many.
    bool more(const Head& head, std::size_t so_far);

    std::string_view rest_;
};

std::optional<CborReader::Head> CborReader::head() {
    if (rest_.empty()) return {};
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    Head out{static_cast<Major>(first >> 5U), static_cast<std::uint8_t>(first & 0x1fU), 0};
    if (out.info < 24) return out.number = out.info, out;
    if (out.info == until_break) return out;
    if (out.info > twice) return {};
    const auto digits = take(std::uint64_t{1} << (out.info - 24U));
    if (!digits) return {};
    for (const char digit : *digits) out.number = out.number << 8U | static_cast<std::uint8_t>(digit);
    return out;
}

std::optional<std::string_view> CborReader::take(std::uint64_t size) {
    if (size > rest_.size()) return {};
    const auto taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
}

bool CborReader::more(const Head& head, std::size_t so_far) {
    if (head.info != until_break) return so_far < head.number;
    if (rest_.empty() || rest_.front() != '\xff') return true;
    rest_.remove_prefix(1);
    return false;
}

bool CborReader::read(CborValue& into, int depth) {
    const auto head = this->head();
    if (!head || depth > deepest) return false;
    if (head->major == Major::list) return list(*head, into, depth);
    if (head->major == Major::map) return map(*head, into, depth);
    if (head->major == Major::simple) return simple(*head, into);
    if (head->major == Major::tag || head->info == until_break) return false;
    if (head->major == Major::number) return into.value_ = head->number, true;
    if (head->major == Major::negative) return negative(*head, into);
    const auto bytes = take(head->number);
    if (!bytes) return false;
    if (head->major == Major::text)
        into.value_ = *bytes;
    else
        into.value_ = CborValue::Bytes{*bytes};
    return true;
}

/// A negative number is its distance below -1 (RFC 8949 section 3.1).
bool CborReader::negative(const Head& head, CborValue& into) {
    if (head.number > static_cast<std::uint64_t>(INT64_MAX)) return false;
    into.value_ = CborValue::Negative{-1 - static_cast<std::int64_t>(head.number)};
    return true;
}

bool CborReader::simple(const Head& head, CborValue& into) {
    if (head.info == no || head.info == yes) return into.value_ = head.info == yes, true;
    if (head.info == null) return into.value_ = CborValue::Null{}, true;
    if (head.info == half) return into.value_ = from_half(head.number), true;
    if (head.info == single)
        return into.value_ = double{std::bit_cast<float>(static_cast<std::uint32_t>(head.number))}, true;
    return head.info == twice && (into.value_ = std::bit_cast<double>(head.number), true);
}

bool CborReader::list(const Head& head, CborValue& into, int depth) {
    auto& list = into.value_.emplace<CborValue::List>();
    while (more(head, list.size()))
        if (!read(list.emplace_back(), depth + 1)) return false;
    return true;
}

bool CborReader::map(const Head& head, CborValue& into, int depth) {
    auto& map = into.value_.emplace<CborValue::Map>();
    while (more(head, map.size())) {
        CborValue name;
        if (!read(name, depth + 1) || !name.as<std::string_view>()) return false;
        if (!read(map.emplace_back(CborValue::Field{*name.as<std::string_view>(), {}}).value, depth + 1))
            return false;
    }
    return true;
}

std::optional<CborValue> CborValue::read(std::string_view bytes) {
    CborReader reader(bytes);
    std::optional<CborValue> out{std::in_place};
    if (!reader.read(*out) || !reader.at_end()) out.reset();
    return out;
}

}  // namespace layby::store
