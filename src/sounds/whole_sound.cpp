#include "sounds/whole_sound.hpp"

#include <fmt/format.h>

#include <array>

#include "sounds/encoding.hpp"
#include "sounds/tones.hpp"
#include "sounds/wav_reader.hpp"

namespace layby::sounds {
namespace {

void encode(EncodedSound& sound, Codec codec, std::span<const std::int16_t> samples) {
    Encoding encoding{{{codec, &sound.frames(codec)}}};
    encoding.from_rate(codecs::sample_rate(codec));
    encoding.take(samples);
    encoding.finish();
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

}  // namespace

std::unique_ptr<EncodedSound> tone_sound(std::string_view name) {
    auto sound = std::make_unique<EncodedSound>();
    for (const Codec codec : every_codec) {
        const auto samples = make_tone(name, codecs::sample_rate(codec));
        if (samples.empty()) return nullptr;
        encode(*sound, codec, samples);
    }
    return sound;
}

std::unique_ptr<EncodedSound> recorded_sound(const std::filesystem::path& file, std::string& problem) {
    WavReader reader{file};
    problem = reader.problem();
    if (!reader.good()) return nullptr;
    auto samples = samples_of(reader);
    const auto rate = static_cast<std::size_t>(reader.rate());
    if (samples.empty()) problem = "is empty";
    if (samples.size() > rate * most_prompt_seconds)
        problem = fmt::format("is longer than {} s", most_prompt_seconds);
    if (!problem.empty()) return nullptr;
    samples.resize(samples.size() + rate / 100);  // codecs lag a few milliseconds: the last sound is not cut
    auto sound = std::make_unique<EncodedSound>();
    for (const Codec codec : every_codec)
        encode(*sound, codec, codecs::resample(samples, reader.rate(), codecs::sample_rate(codec)));
    return sound;
}

}  // namespace layby::sounds
