// Plain values to CBOR and back. Each struct has one list of its fields, which serves both directions:
//
//     void fields(auto& archive, Is<Address> auto& endpoint) {
//         archive("ip", endpoint.ip)("port", endpoint.port);
//     }
//
// A field that is missing keeps its default and one that is unknown is ignored, so that formats can grow.
// Empty texts, lists and structs are left out. For this folder only; any thread.
#pragma once
#include <concepts>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/records/enumerations.hpp"
#include "store/records/single_values.hpp"
#include "store/seal.hpp"

namespace layby::store {

/// For lists of fields: a T, to be written or to be read.
template <class Value, class T>
concept Is = std::same_as<std::remove_const_t<Value>, T>;

class FieldWriter {
  public:
    /// Secrets are sealed by it; none: they are written as they are.
    explicit FieldWriter(const Seal* seal = nullptr) : seal_(seal) { out_.open_map(); }

    template <class T>
    FieldWriter& operator()(const char* name, const T& value) {
        const auto before = out_.size();
        out_.text(name);
        if (written(value))
            empty_ = false;
        else
            out_.back_to(before);
        return *this;
    }
    std::string take() {
        out_.close_map();
        return out_.take();
    }

  private:
    // Each writes the value, and says whether there is anything in it.
    template <Single T>
    bool written(const T& value) {
        return put(out_, value);
    }
    bool written(const SrtpKey& key) {
        const auto text = text_of(key);
        out_.text(seal_ ? seal_->closed(text) : text);
        return true;
    }
    /// A list of none or one: what is in it may itself be empty.
    template <class T>
    bool written(const std::optional<T>& value) {
        out_.open_list(value ? 1 : 0);
        if (value) written(*value);
        return value.has_value();
    }
    template <class T>
    bool written(const std::vector<T>& values) {
        out_.open_list(values.size());
        for (const auto& value : values) written(value);
        return !values.empty();
    }
    template <class Struct>
    bool written(const Struct& value) {
        const bool outer = std::exchange(empty_, true);
        out_.open_map();
        fields(*this, value);
        out_.close_map();
        return !std::exchange(empty_, outer);
    }

    const Seal* seal_;
    CborWriter out_;
    bool empty_{true};  ///< nothing stands in the innermost map
};

class FieldReader {
  public:
    /// Instants are shifted by so much.
    FieldReader(const CborValue& object, Duration shift, const Seal* seal = nullptr)
        : map_(object.as<CborValue::Map>()),
          shift_(shift),
          seal_(seal),
          ok_(map_ || object.as<CborValue::Null>()) {}

    template <class T>
    FieldReader& operator()(const char* name, T& value) {
        const auto* found = ok_ && map_ ? find(name) : nullptr;
        if (found) ok_ = read(*found, value);
        return *this;
    }
    bool ok() const { return ok_; }  ///< nothing was of another type, or beyond what it can be

  private:
    /// Fields are mostly asked for in the order in which they were written.
    const CborValue* find(std::string_view name) {
        for (std::size_t tried = 0; tried < map_->size(); ++tried) {
            const auto& field = (*map_)[(next_ + tried) % map_->size()];
            if (field.name != name) continue;
            next_ += tried + 1;
            return &field.value;
        }
        return nullptr;
    }

    template <Single T>
    bool read(const CborValue& from, T& value) const {
        return take(from, value, shift_);
    }
    bool read(const CborValue& from, SrtpKey& key) const {
        std::string text;
        if (!take(from, text, {})) return false;
        key = key_in(seal_ ? seal_->opened(text) : text);
        return true;
    }
    template <class T>
    bool read(const CborValue& from, std::optional<T>& value) const {
        const auto* list = from.as<CborValue::List>();
        return list && list->size() == 1 && read(list->front(), value.emplace());
    }
    template <class T>
    bool read(const CborValue& from, std::vector<T>& values) const {
        const auto* list = from.as<CborValue::List>();
        if (!list) return false;
        values.clear();
        for (const auto& one : *list)
            if (!read(one, values.emplace_back())) return false;
        return true;
    }
    template <class Struct>
    bool read(const CborValue& from, Struct& value) const {
        FieldReader inner(from, shift_, seal_);
        fields(inner, value);
        return inner.ok();
    }

    const CborValue::Map* map_;  ///< null: there is nothing
    const Duration shift_;
    const Seal* seal_;
    std::size_t next_{};  ///< probably the next to be asked for
    bool ok_;
};

}  // namespace layby::store
