// Plain values to CBOR and back. Each struct has one list of its fields, which serves both directions:
//
//     void fields(auto& archive, Is<Address> auto& endpoint) {
//         archive("ip", endpoint.ip)("port", endpoint.port);
//     }
//
// A field that is missing keeps its default and one that is unknown is ignored, so that formats can grow.
// Empty texts, lists and structs are left out. For this folder only; any thread.
#pragma once
#include <nlohmann/json.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/records/enumerations.hpp"
#include "store/records/single_values.hpp"

namespace layby::store {

/// For lists of fields: a T, to be written or to be read.
template <class Value, class T>
concept Is = std::same_as<std::remove_const_t<Value>, T>;

class FieldWriter {
  public:
    FieldWriter() { out_.open_map(); }

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

    CborWriter out_;
    bool empty_{true};  ///< nothing stands in the innermost map
};

class FieldReader {
  public:
    /// Instants are shifted by so much.
    FieldReader(const nlohmann::json& object, Duration shift)
        : object_(object), shift_(shift), ok_(object.is_object() || object.is_null()) {}

    template <class T>
    FieldReader& operator()(const char* name, T& value) {
        if (!ok_) return *this;
        if (const auto found = object_.find(name); found != object_.end()) ok_ = read(*found, value);
        return *this;
    }
    bool ok() const { return ok_; }  ///< nothing was of another type, or beyond what it can be

  private:
    template <Single T>
    bool read(const nlohmann::json& json, T& value) const {
        return take(json, value, shift_);
    }
    template <class T>
    bool read(const nlohmann::json& json, std::optional<T>& value) const {
        return json.is_array() && json.size() == 1 && read(json.front(), value.emplace());
    }
    template <class T>
    bool read(const nlohmann::json& json, std::vector<T>& values) const {
        if (!json.is_array()) return false;
        values.clear();
        for (const auto& one : json)
            if (!read(one, values.emplace_back())) return false;
        return true;
    }
    template <class Struct>
    bool read(const nlohmann::json& json, Struct& value) const {
        FieldReader inner(json, shift_);
        fields(inner, value);
        return inner.ok();
    }

    const nlohmann::json& object_;
    const Duration shift_;
    bool ok_;
};

}  // namespace layby::store
