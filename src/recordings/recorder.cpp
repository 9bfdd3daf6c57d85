#include "recordings/recorder.hpp"

#include <charconv>
#include <chrono>
#include <cstring>
#include <system_error>

#include "runtime/log.hpp"

namespace layby::recordings {
namespace {

constexpr auto orphan_kept = std::chrono::hours{7 * 24};

/// None: it is no file of ours.
MessageId message_in(const std::filesystem::path& file) {
    const std::string stem = file.stem().string();
    MessageId message;
    const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), message.value);
    const bool ours = error == std::errc{} && end == stem.data() + stem.size() && file.extension() == ".wav";
    return ours ? message : MessageId{};
}

}  // namespace

std::filesystem::path file_of(const std::filesystem::path& folder, MessageId message) {
    return folder / (std::to_string(message.value) + ".wav");
}

Recorder::Recorder(std::filesystem::path folder, Tell tell, std::uintmax_t keep_free)
    : folder_(std::move(folder)), keep_free_(keep_free), tell_(std::move(tell)) {
    if (folder_.empty()) return;
    std::error_code error;
    std::filesystem::create_directory(folder_, error);
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, error);
    thread_ = std::thread([this] { run(); });
}

Recorder::~Recorder() {
    if (!thread_.joinable()) return;
    put(Stop{});
    thread_.join();
}

void Recorder::put(Job job) {
    if (jobs_.put(std::move(job))) waiting_.release();
}

void Recorder::begin(MessageId message) {
    if (folder_.empty()) return tell_ended(message, 0, false);
    put(Begin{message});
}

void Recorder::add(MessageId message, std::vector<std::int16_t> samples) {
    if (!folder_.empty()) put(Add{message, std::move(samples)});
}

void Recorder::end(MessageId message) {
    if (folder_.empty()) return tell_ended(message, 0, false);
    put(End{message});
}

void Recorder::drop(MessageId message) {
    if (!folder_.empty()) put(Drop{message});
}

void Recorder::forget_others(std::set<MessageId> known) {
    if (!folder_.empty()) put(ForgetOthers{std::move(known)});
}

void Recorder::run() {
    std::vector<Job> taken;
    while (!stopped_) {
        waiting_.acquire();
        jobs_.take(taken);
        for (const Job& job : taken) std::visit([this](const auto& what) { carry_out(what); }, job);
    }
}

void Recorder::carry_out(const Begin& job) {
    auto file = WavFile::create(file_of(folder_, job.message), keep_free_);
    if (!file) return fail(job.message, errno);
    open_.emplace(job.message, std::move(*file));
}

void Recorder::carry_out(const Add& job) {
    const auto found = open_.find(job.message);
    if (found != open_.end() && !found->second.add(job.samples)) fail(job.message, errno);
}

void Recorder::carry_out(const End& job) {
    const auto found = open_.find(job.message);
    if (found == open_.end()) {
        const auto samples = recover_wav(file_of(folder_, job.message));
        return tell_ended(job.message, samples.value_or(0), samples.has_value());
    }
    if (!found->second.finish()) return fail(job.message, errno);
    const auto samples = found->second.samples();
    open_.erase(found);
    tell_ended(job.message, samples, true);
}

void Recorder::carry_out(const Drop& job) {
    open_.erase(job.message);
    std::error_code error;
    std::filesystem::remove(file_of(folder_, job.message), error);
}

void Recorder::carry_out(const ForgetOthers& job) {
    std::error_code error;
    const auto now = std::filesystem::file_time_type::clock::now();
    std::vector<std::filesystem::path> old;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
        const MessageId message = message_in(entry.path());
        const bool orphan = message && !job.known.contains(message) && !open_.contains(message);
        if (orphan && entry.last_write_time(error) + orphan_kept < now) old.push_back(entry.path());
    }
    for (const auto& file : old) std::filesystem::remove(file, error);
}

void Recorder::fail(MessageId message, int why) {
    log::error("a message can't be recorded in {}: {}", folder_.string(), std::strerror(why));
    carry_out(Drop{message});
    tell_ended(message, 0, false);
}

void Recorder::tell_ended(MessageId message, std::uint64_t samples, bool kept) {
    const auto length = std::chrono::microseconds{samples * 1'000'000 / sample_rate};
    tell_(calls::RecordingEnded{message, length, kept});
}

}  // namespace layby::recordings
