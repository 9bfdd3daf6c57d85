#include <gtest/gtest.h>

#include <thread>

#include "sounds/library.hpp"

namespace layby::sounds {
namespace {

std::vector<std::uint8_t> numbered(std::size_t frame) {
    std::vector<std::uint8_t> bytes(frame % 300 + 4);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(frame + i);
    return bytes;
}

bool is_numbered(std::span<const std::uint8_t> bytes, std::size_t frame) {
    const auto expected = numbered(frame);
    return std::equal(bytes.begin(), bytes.end(), expected.begin(), expected.end());
}

TEST(Frames, NothingIsInThemAtFirst) { EXPECT_EQ(Frames{}.size(), 0u); }

TEST(Frames, EachComesBackAsItWasAdded) {
    Frames frames;
    for (std::size_t i = 0; i < 5000; ++i) frames.add(numbered(i));
    ASSERT_EQ(frames.size(), 5000u);
    for (std::size_t i = 0; i < 5000; ++i) ASSERT_TRUE(is_numbered(frames[i], i)) << i;
}

TEST(Frames, AnEmptyFrameIsAFrame) {
    Frames frames;
    frames.add({});
    EXPECT_EQ(frames.size(), 1u);
    EXPECT_TRUE(frames[0].empty());
}

TEST(Frames, WhatAReaderHasNeverMoves) {
    Frames frames;
    frames.add(numbered(0));
    const std::uint8_t* first = frames[0].data();
    for (std::size_t i = 1; i < 100000; ++i) frames.add(numbered(i));
    EXPECT_EQ(frames[0].data(), first);
}

TEST(Frames, AreReadWhileTheyGrow) {
    constexpr std::size_t all = 60000;
    Frames frames;
    std::thread writer{[&] {
        for (std::size_t i = 0; i < all; ++i) frames.add(numbered(i));
    }};
    std::size_t wrong = 0, seen = 0;
    while (seen < all) {
        const std::size_t size = frames.size();
        for (; seen < size; ++seen) wrong += is_numbered(frames[seen], seen) ? 0 : 1;
    }
    writer.join();
    EXPECT_EQ(wrong, 0u);
}

}  // namespace
}  // namespace layby::sounds
