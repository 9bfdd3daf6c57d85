#include "sounds/wav_reader.hpp"

#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace layby::sounds {
namespace {

constexpr int most_channels = 32;
constexpr int least_rate = 4000, most_rate = 192000;
constexpr std::size_t most_at_once = 4096;

struct Close {
    void operator()(SNDFILE* file) const { sf_close(file); }
};

/// Files of floating point may hold anything, even what is not a number.
std::int16_t to_sample(float value) {
    if (!(value > -1.0F)) return std::isnan(value) ? std::int16_t{0} : std::int16_t{-32768};
    return static_cast<std::int16_t>(std::lrint(std::min(value * 32768.0F, 32767.0F)));
}

}  // namespace

struct WavReader::Inside {
    SF_INFO info{};
    std::unique_ptr<SNDFILE, Close> file;
    std::vector<float> interleaved;

    float mixed(std::size_t frame) const {
        const auto channels = static_cast<std::size_t>(info.channels);
        float sum = 0;
        for (std::size_t i = 0; i < channels; ++i) sum += interleaved[frame * channels + i];
        return sum / static_cast<float>(channels);
    }
};

WavReader::WavReader(const std::filesystem::path& file) : inside_{std::make_unique<Inside>()} {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        problem_ = "there is no such file";
    } else if (!std::filesystem::is_regular_file(file, error)) {
        problem_ = "is not a file";
    } else {
        inside_->file.reset(sf_open(file.c_str(), SFM_READ, &inside_->info));
        const SF_INFO& info = inside_->info;
        if (!inside_->file)
            problem_ = fmt::format("can't be read as a WAV file ({})", sf_strerror(nullptr));
        else if (info.samplerate < least_rate || info.samplerate > most_rate)
            problem_ = fmt::format("has {} samples a second; expected {} to {}", info.samplerate, least_rate,
                                   most_rate);
        else if (info.channels < 1 || info.channels > most_channels)
            problem_ = fmt::format("has {} channels; expected 1 to {}", info.channels, most_channels);
    }
}

WavReader::~WavReader() = default;
WavReader::WavReader(WavReader&&) noexcept = default;
WavReader& WavReader::operator=(WavReader&&) noexcept = default;

int WavReader::rate() const { return inside_->info.samplerate; }

double WavReader::seconds() const { return static_cast<double>(inside_->info.frames) / std::max(1, rate()); }

std::size_t WavReader::read(std::span<std::int16_t> out) {
    if (!good()) return 0;
    const std::size_t wanted = std::min(out.size(), most_at_once);
    inside_->interleaved.resize(wanted * static_cast<std::size_t>(inside_->info.channels));
    const auto got =
        sf_readf_float(inside_->file.get(), inside_->interleaved.data(), static_cast<sf_count_t>(wanted));
    const auto frames = static_cast<std::size_t>(std::max<sf_count_t>(got, 0));
    for (std::size_t i = 0; i < frames; ++i) out[i] = to_sample(inside_->mixed(i));
    return frames;
}

}  // namespace layby::sounds
