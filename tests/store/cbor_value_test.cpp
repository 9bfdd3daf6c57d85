// CBOR as it may stand in a file.
#include "store/records/cbor_value.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace layby::store {
namespace {

using Json = nlohmann::json;

/// What was read, as the library that writes it knows it.
Json json_of(const CborValue& value) {
    if (const auto* yes = value.as<bool>()) return *yes;
    if (const auto* number = value.as<std::uint64_t>()) return *number;
    if (const auto* negative = value.as<CborValue::Negative>()) return negative->value;
    if (const auto* real = value.as<double>()) return *real;
    if (const auto* text = value.as<std::string_view>()) return std::string(*text);
    if (const auto* some = value.as<CborValue::Bytes>())
        return Json::binary({some->bytes.begin(), some->bytes.end()});
    if (const auto* list = value.as<CborValue::List>()) {
        auto out = Json::array();
        for (const auto& one : *list) out.push_back(json_of(one));
        return out;
    }
    if (const auto* map = value.as<CborValue::Map>()) {
        auto out = Json::object();
        for (const auto& field : *map) out[std::string(field.name)] = json_of(field.value);
        return out;
    }
    return nullptr;
}

std::string bytes_of(std::initializer_list<int> bytes) {
    std::string out;
    for (const int byte : bytes) out += static_cast<char>(byte);
    return out;
}

Json all_kinds() {
    Json out = {{"none", nullptr}, {"yes", true}, {"no", false}, {"text", "caf\u00e9"}, {"empty", ""}};
    out["numbers"] = {0, 1, 23, 24, 255, 256, 65535, 65536, 4294967295U, 4294967296, UINT64_MAX};
    out["negative"] = {-1, -24, -25, -256, -65537, -4294967297, INT64_MIN};
    out["reals"] = {0.0, 1.5, -0.25, 0.1, 1e300};
    out["long"] = std::string(70'000, 'x');
    out["bytes"] = Json::binary({0, 255, 7});
    out["lists"] = {Json::array(), {Json::array({1}), {{"in", Json::object()}}}};
    return out;
}

TEST(ACborValue, IsWhatWasWritten) {
    const auto bytes = Json::to_cbor(all_kinds());
    const std::string text(bytes.begin(), bytes.end());
    const auto read = CborValue::read(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(json_of(*read), all_kinds());
}

TEST(ACborValue, IsNoneWhenAnythingOfItIsMissingOrTooMuch) {
    const auto bytes = Json::to_cbor(all_kinds());
    const std::string text(bytes.begin(), bytes.end());
    for (std::size_t length = 0; length < 300; ++length)
        EXPECT_FALSE(CborValue::read(text.substr(0, length)));
    EXPECT_FALSE(CborValue::read(text + '\0'));
}

/// A list and a map until a break, and a real in two bytes: 1.5 (RFC 8949 appendix A).
TEST(ACborValue, MayGoOnUntilABreak) {
    const auto read = bytes_of({0xbf, 0x61, 'a', 0x9f, 0x01, 0xf9, 0x3e, 0x00, 0xff, 0xff});
    ASSERT_TRUE(CborValue::read(read));
    EXPECT_EQ(json_of(*CborValue::read(read)), (Json{{"a", {1, 1.5}}}));
    const auto infinite = bytes_of({0xf9, 0xfc, 0x00});
    EXPECT_EQ(json_of(*CborValue::read(infinite)), -INFINITY);
}

TEST(ACborValue, IsNoneOfWhatNobodyWritesHere) {
    EXPECT_FALSE(CborValue::read(bytes_of({0xc0, 0x01}))) << "a tag";
    EXPECT_FALSE(CborValue::read(bytes_of({0xa1, 0x01, 0x01}))) << "a field whose name is a number";
    EXPECT_FALSE(CborValue::read(bytes_of({0x7f, 0x61, 'a', 0xff}))) << "a text in pieces";
    EXPECT_FALSE(CborValue::read(bytes_of({0xff}))) << "the end of nothing";
    EXPECT_FALSE(CborValue::read(bytes_of({0x1c}))) << "a length that means nothing";
    EXPECT_FALSE(CborValue::read(bytes_of({0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})))
        << "a list of more than there is";
    EXPECT_FALSE(CborValue::read(bytes_of({0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})))
        << "less than any number of ours";
    for (const char opens : {'\x81', '\x9f', '\xbf'}) EXPECT_FALSE(CborValue::read(std::string(1000, opens)));
    EXPECT_FALSE(CborValue::read(std::string(1000, '\x81') + '\x01')) << "too deep";
}

}  // namespace
}  // namespace layby::store
