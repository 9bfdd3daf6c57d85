// When the media thread is woken, with a net that rests until the test says so.
#include <condition_variable>
#include <mutex>

#include "media/wire/clock.hpp"
#include "media/wire/media_thread.hpp"
#include "studio.hpp"

namespace layby::media {
namespace {

/// Counts who wakes it. A rest ends when somebody wakes it or the test lets it.
class RestingNet final : public Net {
  public:
    void wake() noexcept override {
        const std::lock_guard hold(mutex_);
        ++wakes_;
        rung_ = true;
        let_go();
    }
    void wait(std::optional<Instant> deadline) override {
        std::unique_lock lock(mutex_);
        const bool at_once = deadline && *deadline <= clock_now();
        rests_ = !at_once && !rung_;
        deadline_ = deadline;
        news_.notify_all();
        news_.wait(lock, [this] { return !rests_; });
        rung_ = false;
    }

    /// Once the thread rests: until when.
    std::optional<Instant> rest() {
        std::unique_lock lock(mutex_);
        news_.wait(lock, [this] { return rests_; });
        return deadline_;
    }
    void go_on() {
        const std::lock_guard hold(mutex_);
        let_go();
    }
    int wakes() const {
        const std::lock_guard hold(mutex_);
        return wakes_;
    }

    std::optional<Line> open(const SocketAddress&, For) override { return {}; }
    std::optional<Line> reopen(const SocketAddress&) override { return {}; }
    std::size_t lines() const override { return 0; }
    void take_over() override {}
    bool receive(Batch&) override { return false; }
    void send(const Batch&) override {}
    void close(Place) override {}

  private:
    void let_go() {
        rests_ = false;
        news_.notify_all();
    }

    mutable std::mutex mutex_;
    std::condition_variable news_;
    std::optional<Instant> deadline_;
    bool rests_{}, rung_{};
    int wakes_{};
};

struct AMediaThread : ::testing::Test {
    RestingNet net;
    Tally tally;
    CountingSound music{100, 0};
    MediaThread thread{{30s, 42, 0, {}, 1}, net, [](const calls::Fact&) {}, tally};

    /// So many callers hear music from now on.
    void park(std::uint64_t count) {
        thread.post(MediaThread::Job{[this, count](Core& core, Instant now) {
            for (std::uint64_t number = 1; number <= count; ++number) hears(core, LegId{number}, now);
        }});
    }
    void hears(Core& core, LegId leg, Instant now) {
        core.open(leg, static_cast<Place>(leg.value), now);
        calls::LegAudio audio;
        audio.remote = {"127.0.0.1", 40000};
        core.negotiated(leg, audio, now);
        core.play_music(leg, &music, now);
    }
};

TEST_F(AMediaThread, IsWokenWhenItRests) {
    EXPECT_EQ(net.rest(), std::nullopt);
    bool done = false;
    thread.post(MediaThread::Job{[&done](Core&, Instant) { done = true; }});
    net.rest();
    EXPECT_TRUE(done);
    EXPECT_EQ(net.wakes(), 1);
}

TEST_F(AMediaThread, RestsUntilTheNextFrameOfItsOnlyListener) {
    net.rest();
    const auto before = clock_now();
    park(1);
    const auto until = net.rest();
    ASSERT_TRUE(until);
    EXPECT_GT(*until, before + 15ms);
    EXPECT_LT(*until, clock_now() + 25ms);
}

/// With somebody to serve in each millisecond it looks by itself soon enough.
TEST_F(AMediaThread, IsNotWokenWhileItIsBusy) {
    net.rest();
    park(2 * Pacer::slots);
    net.rest();
    const int before = net.wakes();
    bool done = false;
    thread.post(MediaThread::Job{[&done](Core&, Instant) { done = true; }});
    EXPECT_EQ(net.wakes(), before);
    net.go_on();  // the next slot is due
    net.rest();
    EXPECT_TRUE(done);
}

}  // namespace
}  // namespace layby::media
