// What it costs to keep calls: CPU time per record on the thread that orders and on the store's, how long a
// turn takes until it is durable, and how long a start takes. Records are those of parked calls as a trunk
// and a phone make them; the file is on the disk of the given directory.
//
//   store_bench [DIRECTORY [PARKS-PER-SECOND [SECONDS]]]      default: . 500 10
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

#include "store/store.hpp"

using namespace layby;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

namespace {

constexpr std::uint64_t records_per_park = 6;
constexpr std::uint64_t parked_at_once = 1000;  ///< each call is forgotten when so many others have come

double cpu(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

MediaDescription media(std::uint16_t port) {
    return {.rtp = {"192.0.2.17", port},
            .rtcp = {},
            .codecs = {{Codec::pcma, 8}, {Codec::pcmu, 0}, {Codec::g722, 9}},
            .digits_8k = 101,
            .digits_48k = {}};
}

calls::Leg a_leg(std::uint64_t id) {
    calls::Leg out;
    out.id = {id};
    out.inbound = out.answered = out.confirmed = true;
    out.doing = calls::Doing::parked;
    out.from = {calls::Origin::Kind::trunk, "provider", {}};
    out.party = {"Ann Lee", "+4930123456", false};
    out.near_ip = "192.0.2.1";
    out.local = Address{"192.0.2.1", 12000};
    out.theirs = media(40000);
    out.ours = media(12000);
    auto& audio = out.audio.emplace();
    audio.remote = {"192.0.2.17", 40000};
    audio.receive = out.ours->codecs;
    audio.send_digits = audio.receive_digits = 101;
    out.park = {id};
    out.timer = {Instant{900s}, 5};
    return out;
}

sip::KeptCall a_dialog(std::uint64_t id) {
    sip::KeptCall out;
    auto& dialog = out.dialog;
    dialog.leg = {id};
    dialog.inbound = true;
    dialog.peer = {calls::Origin::Kind::trunk, "provider", {}};
    dialog.name = {fmt::format("3c26700{}-jld9yk4@192.0.2.17", id), "as4e6d1f2b", "fg8h3k2l"};
    dialog.local = "<sip:700@office.example>";
    dialog.remote = "\"Ann Lee\" <sip:+4930123456@provider.example>";
    dialog.route_set = {"<sip:edge1.provider.example;lr>", "<sip:192.0.2.40;lr;ftag=as4e6d1f2b>"};
    dialog.remote_target = "<sip:+4930123456@192.0.2.17:5060;transport=udp>";
    dialog.contact = "<sip:192.0.2.1:5060>";
    dialog.peer_ip = "192.0.2.17";
    dialog.transport = Transport::udp;
    dialog.ours = {id, 2, std::string(280, 'v')};
    dialog.local_media = media(12000);
    dialog.remote_session =
        sip::SessionDescription{media(40000), {{"audio", "RTP/AVP", "8 0 9 101"}}, 0, "- 1 1"};
    out.timer = sip::SessionTimer{1800, true, true};
    return out;
}

calls::KeptPark a_park(std::uint64_t id) {
    calls::KeptPark out;
    const SlotNumber slot{static_cast<std::uint32_t>(id % 6000)};
    out.park.id = out.call.park = {id};
    out.park.slot = out.call.slot = slot;
    out.park.lot = "main";
    out.park.parkee = out.call.parkee = {id};
    out.park.caller = out.call.caller = {"Ann Lee", "+4930123456", false};
    out.park.parker = out.call.parker = {"201", {}, {"Bob Ray", "201", false}};
    out.park.music = "default";
    out.call.phase = parking::Phase::waiting;
    out.call.reminder = Instant{60s};
    out.call.recall = Instant{120s};
    out.call.max_wait = Instant{1800s};
    return out;
}

/// What the life of a parked call writes: its leg and dialog when it comes and when it is moved, its park,
/// and the end of one that came earlier.
void park(store::Store& store, std::uint64_t id) {
    auto leg = a_leg(id);
    auto dialog = a_dialog(id);
    store.keep(dialog);
    store.keep(std::vector<calls::Change>{leg, a_park(id)});
    leg.since = Instant{1s};
    dialog.dialog.local_cseq = 5;
    store.keep(dialog);
    auto moved = a_park(id);
    moved.call.telling = parking::Telling::told;
    store.keep(std::vector<calls::Change>{leg, moved});
    if (id <= parked_at_once) return;
    const auto gone = id - parked_at_once;
    store.forget(LegId{gone});
    store.keep(std::vector<calls::Change>{LegId{gone}, ParkId{gone}});
}

/// From the order to the news that it is durable.
class Latency {
  public:
    explicit Latency(store::Store& store) : store_(store) {
        store.on_progress([this](store::Progress progress) { hear(progress.durable); });
    }
    ~Latency() { store_.on_progress({}); }
    Latency(const Latency&) = delete;
    Latency& operator=(const Latency&) = delete;

    void ordered() {
        store_.write_now();
        const auto order = store_.ordered();
        const std::lock_guard hold(mutex_);
        waiting_.emplace_back(order, Clock::now());
        settle();
    }
    double percentile(double part) {
        const std::lock_guard hold(mutex_);
        std::sort(took_.begin(), took_.end());
        return took_.at(static_cast<std::size_t>(part * static_cast<double>(took_.size() - 1))) / 1000;
    }

  private:
    void hear(std::uint64_t durable) {
        const std::lock_guard hold(mutex_);
        durable_ = durable;
        settle();
    }
    void settle() {
        for (; next_ < waiting_.size() && waiting_[next_].first <= durable_; ++next_)
            took_.push_back(Microseconds(Clock::now() - waiting_[next_].second).count());
    }

    store::Store& store_;
    std::mutex mutex_;
    std::uint64_t durable_{};
    std::size_t next_{};
    std::vector<std::pair<std::uint64_t, Clock::time_point>> waiting_;
    std::vector<double> took_;
};

void measure_parks(const std::filesystem::path& file, std::uint64_t per_second, std::uint64_t seconds) {
    const auto store = store::open_sqlite(file);
    Latency latency(*store);
    const auto parks = per_second * seconds;
    const auto records = static_cast<double>(parks * records_per_park);
    const auto began = Clock::now();
    const double all = cpu(CLOCK_PROCESS_CPUTIME_ID);
    const double mine = cpu(CLOCK_THREAD_CPUTIME_ID);
    double ordering = 0;
    for (std::uint64_t id = 1; id <= parks; ++id) {
        std::this_thread::sleep_until(began + id * 1'000'000us / per_second);
        const double before = cpu(CLOCK_THREAD_CPUTIME_ID);
        park(*store, id);
        ordering += cpu(CLOCK_THREAD_CPUTIME_ID) - before;
        latency.ordered();
    }
    const bool durable = store->drain();
    const double its = cpu(CLOCK_PROCESS_CPUTIME_ID) - all - (cpu(CLOCK_THREAD_CPUTIME_ID) - mine);
    fmt::print(
        "| parks/s | records | CPU ordering, us/record | CPU store, us/record | durable p50/p99 ms |\n"
        "|---|---|---|---|---|\n| {} | {} | {:.2f} | {:.1f} | {:.2f}/{:.2f} |\n",
        per_second, records, ordering / records, its / records, latency.percentile(0.5),
        latency.percentile(0.99));
    if (!durable) fmt::print("the disk refused something\n");
}

void measure_start(const std::filesystem::path& file) {
    {
        const auto store = store::open_sqlite(file);
        for (std::uint64_t id = 1; id <= 2000; ++id) {
            store->keep(a_dialog(id));
            store->keep(std::vector<calls::Change>{a_leg(id), a_park(id)});
        }
        store->drain();
    }
    const auto began = Clock::now();
    const auto store = store::open_sqlite(file);
    const auto restored = store->take_restored();
    const auto took = Microseconds(Clock::now() - began).count() / 1000;
    fmt::print(
        "\n| records read | ms, with opening the file | file kB |\n|---|---|---|\n| {} | {:.0f} | {} |\n",
        restored.dialogs.size() + restored.calls.legs.size() + restored.calls.parks.size(), took,
        std::filesystem::file_size(file) / 1024);
}

}  // namespace

int main(int count, char** arguments) {
    const std::filesystem::path parent = count > 1 ? arguments[1] : ".";
    const auto per_second = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 500;
    const auto seconds = count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 10;
    const auto dir = parent / fmt::format("store-bench-{}", getpid());
    std::filesystem::create_directory(dir);
    measure_parks(dir / "parks.db", per_second, seconds);
    measure_start(dir / "start.db");
    std::filesystem::remove_all(dir);
}
