// Plain values to JSON and back. Each struct has one list of its fields, which serves both directions:
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

#include "store/enumerations.hpp"
#include "store/single_values.hpp"

namespace layby::store {

/// For lists of fields: a T, to be written or to be read.
template <class Value, class T>
concept Is = std::same_as<std::remove_const_t<Value>, T>;

class FieldWriter {
  public:
    template <class T>
    FieldWriter& operator()(const char* name, const T& value) {
        if (auto json = written(value); !json.empty()) object_.emplace(name, std::move(json));
        return *this;
    }
    nlohmann::json take() { return std::move(object_); }

  private:
    template <Single T>
    static nlohmann::json written(const T& value) {
        return json_of(value);
    }
    /// A list of none or one: what is in it may itself be empty.
    template <class T>
    static nlohmann::json written(const std::optional<T>& value) {
        return value ? nlohmann::json::array({written(*value)}) : nlohmann::json();
    }
    template <class T>
    static nlohmann::json written(const std::vector<T>& values) {
        auto out = nlohmann::json::array();
        for (const auto& value : values) out.push_back(written(value));
        return out;
    }
    template <class Struct>
    static nlohmann::json written(const Struct& value) {
        FieldWriter inner;
        fields(inner, value);
        return inner.take();
    }

    nlohmann::json object_ = nlohmann::json::object();
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
