// Helpers of the sound tests: a folder of its own per test, WAV files in it, and listening to frames.
#pragma once
#include <sndfile.h>
#include <stdlib.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <string>
#include <thread>
#include <vector>

#include "codecs/codec.hpp"
#include "sounds/library.hpp"

namespace layby::sounds {

class Folder {
  public:
    Folder() {
        char name[] = "/tmp/layby-sounds-XXXXXX";
        path_ = mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path operator/(const std::string& name) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        return path_ / name;
    }
    std::string text() const { return path_.string(); }

  private:
    std::filesystem::path path_;
};

struct Recording {
    int rate{8000};
    int channels{1};
    int format{SF_FORMAT_WAV | SF_FORMAT_PCM_16};
    double hz{440};
    double seconds{1};
    double level{0.25};
};

inline void write(const std::filesystem::path& file, const Recording& what) {
    SF_INFO info{};
    info.samplerate = what.rate;
    info.channels = what.channels;
    info.format = what.format;
    SNDFILE* to = sf_open(file.c_str(), SFM_WRITE, &info);
    if (!to) throw std::runtime_error{sf_strerror(nullptr)};
    const auto count = static_cast<int>(what.seconds * what.rate);
    std::vector<float> samples;
    for (int i = 0; i < count; ++i)
        for (int channel = 0; channel < what.channels; ++channel)
            samples.push_back(
                static_cast<float>(what.level * std::sin(2 * std::numbers::pi * what.hz * i / what.rate)));
    sf_writef_float(to, samples.data(), count);
    sf_close(to);
}

inline void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream{file, std::ios::binary} << bytes;
}

/// What a phone would hear.
inline std::vector<std::int16_t> heard(const Sound& sound, Codec codec) {
    const auto decoder = codecs::make_decoder(codec);
    std::vector<std::int16_t> samples, some(5760);
    const Frames& frames = sound.frames(codec);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const auto count = decoder->decode(frames[i], some);
        samples.insert(samples.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return samples;
}

inline double seconds(const Sound& sound, Codec codec) {
    return static_cast<double>(sound.frames(codec).size()) / 50;
}

/// How much of the sound's energy is this frequency, 0 to 1.
inline double share_of(double hz, const std::vector<std::int16_t>& samples, int rate) {
    double re = 0, im = 0, all = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double turn = 2 * std::numbers::pi * hz * static_cast<double>(i) / rate;
        re += samples[i] * std::cos(turn);
        im += samples[i] * std::sin(turn);
        all += static_cast<double>(samples[i]) * samples[i];
    }
    return all > 0 ? 2 * (re * re + im * im) / (static_cast<double>(samples.size()) * all) : 0;
}

inline double loudness(const std::vector<std::int16_t>& samples) {
    double all = 0;
    for (const auto sample : samples) all += static_cast<double>(sample) * sample;
    return samples.empty() ? 0 : std::sqrt(all / static_cast<double>(samples.size())) / 32768;
}

/// Waits for the loader, which is another thread; gives up only when the whole test does.
inline void wait_for(const Library& library) {
    while (!library.complete()) std::this_thread::yield();
}

inline constexpr Codec all_codecs[] = {Codec::pcmu, Codec::pcma, Codec::g722, Codec::opus};

}  // namespace layby::sounds
