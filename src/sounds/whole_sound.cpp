#include "sounds/whole_sound.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "sounds/encoding.hpp"
#include "sounds/shelf.hpp"
#include "sounds/tones.hpp"
#include "sounds/wav_reader.hpp"

namespace layby::sounds {
namespace {

/// Tones are the same at every rate: one is enough to tell them apart.
constexpr int any_rate = 8000;

void encode(Frames& frames, Codec codec, const WholeSound& sound) {
    const int rate = codecs::sample_rate(codec);
    Encoding encoding{{{codec, &frames}}};
    encoding.from_rate(rate);
    encoding.take(sound.samples(rate));
    encoding.finish();
    frames.end();
}

/// At most a little more than the limit: enough to see that it is too long.
std::vector<std::int16_t> samples_of(WavReader& reader) {
    const std::size_t limit = static_cast<std::size_t>(reader.rate()) * (most_prompt_seconds + 1);
    std::vector<std::int16_t> samples, some(4096);
    while (samples.size() < limit) {
        const auto count = reader.read(some);
        if (count == 0) break;
        samples.insert(samples.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return samples;
}

/// Speech programs leave a pause before and after, in which a parker would wait.
void cut_silence(std::vector<std::int16_t>& samples) {
    constexpr int loud = 200;  // of 32767
    const auto is_loud = [](std::int16_t sample) { return std::abs(int{sample}) > loud; };
    samples.erase(std::find_if(samples.rbegin(), samples.rend(), is_loud).base(), samples.end());
    samples.erase(samples.begin(), std::ranges::find_if(samples, is_loud));
}

template <class Shape>
WholeSound sound_in(const std::filesystem::path& file, std::string& problem, Shape shape) {
    WavReader reader{file};
    problem = reader.problem();
    if (!reader.good()) return {};
    auto samples = samples_of(reader);
    const int from = reader.rate();
    const auto rate = static_cast<std::size_t>(from);
    const bool long_one = samples.size() > rate * most_prompt_seconds;
    shape(samples);
    if (samples.empty()) problem = "is empty";
    if (long_one) problem = fmt::format("is longer than {} s", most_prompt_seconds);
    if (!problem.empty()) return {};
    samples.resize(samples.size() + rate / 100);  // codecs lag a few milliseconds: the last sound is not cut
    auto key = key_of(samples, from);
    return {std::move(key),
            [samples = std::move(samples), from](int to) { return codecs::resample(samples, from, to); }};
}

}  // namespace

WholeSound tone_sound(const std::string& name) {
    const auto samples = make_tone(name, any_rate);
    if (samples.empty()) return {};
    return {key_of(samples, any_rate), [name](int rate) { return make_tone(name, rate); }};
}

WholeSound recorded_sound(const std::filesystem::path& file, std::string& problem) {
    return sound_in(file, problem, [](const auto&) {});
}

WholeSound said_sound(const std::filesystem::path& file, std::string& problem) {
    return sound_in(file, problem, cut_silence);
}

bool WholeMaking::make(std::size_t) {
    for (const Codec codec : codecs_) encode(into_.frames(codec), codec, sound_);
    return false;
}

void WholeMaking::keep(Shelf& shelf) const {
    for (const Codec codec : codecs_) shelf.keep(sound_.key, codec, into_.frames(codec));
}

}  // namespace layby::sounds
