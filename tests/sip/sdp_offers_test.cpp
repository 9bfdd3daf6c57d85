// Offers as phones, gateways, carriers and browsers write them, one file each in sdp_offers/, with what is
// answered. The files are made up after real ones: a message that went wrong somewhere becomes another file.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "sip/text/session_description.hpp"

namespace layby::tests {
namespace {

struct Sample {
    std::string name, offer;
    bool refused{};
    std::vector<std::string> expected;  ///< lines of the answer, in their order; or the one that says why not
};

void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.name; }

/// About it; "=== offer"; the offer; "=== answer" or "=== refused …"; lines of the answer.
Sample read(const std::filesystem::path& file) {
    Sample sample;
    sample.name = file.filename().string();
    std::ifstream stream{file, std::ios::binary};
    std::string line;
    while (std::getline(stream, line) && line != "=== offer") continue;
    while (std::getline(stream, line) && !line.starts_with("=== ")) sample.offer += line + "\n";
    sample.refused = line.starts_with("=== refused ");
    if (sample.refused) sample.expected.push_back(line.substr(12));
    while (std::getline(stream, line)) sample.expected.push_back(line);
    return sample;
}

std::vector<Sample> all() {
    std::vector<Sample> samples;
    for (const auto& entry : std::filesystem::directory_iterator{SDP_OFFERS})
        samples.push_back(read(entry.path()));
    std::sort(samples.begin(), samples.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return samples;
}

std::string with_line_ends(std::string text, const std::string& end) {
    std::string out;
    for (const char c : text) out += c == '\n' ? end : std::string(1, c);
    return out;
}

/// What the endpoint would answer.
std::string answered(const std::string& offer) {
    const auto reading = sip::read_sdp(offer);
    if (!reading.session) {
        const auto status = reading.fault == sip::SdpFault::malformed ? "400 " : "488 ";
        return status + std::to_string(reading.obstacle.code) + ' ' + reading.obstacle.text;
    }
    const auto& crypto = reading.session->audio.crypto;
    Protection ours_then;
    if (!crypto.empty()) ours_then.key = CryptoLine{crypto.front().tag, {crypto.front().key.cipher, {}}};
    ours_then.dtls =
        DtlsDescription{{DigestName::sha_256, std::vector<std::uint8_t>(32)}, DtlsSetup::passive};
    ours_then.ice = IceCredentials{"ours", "of-at-least-22-characters"};
    const auto answer = make_answer(reading.session->audio, {"192.0.2.9", 30000}, {}, ours_then);
    if (!answer) return "488 305 no codec in common";
    sip::OurSession ours{9, 0, {}};
    return sip::write_sdp(ours, *answer, reading.session->lines, reading.session->audio_line);
}

std::vector<std::string> media_lines(const std::string& sdp) {
    std::vector<std::string> lines;
    for (std::size_t at = sdp.find("m="); at != std::string::npos; at = sdp.find("\r\nm=", at + 1))
        lines.push_back(sdp.substr(sdp[at] == '\r' ? at + 2 : at, 4));
    return lines;
}

class SdpOffer : public ::testing::TestWithParam<Sample> {};

TEST_P(SdpOffer, IsAnsweredOrRefusedAsItShould) {
    const auto& sample = GetParam();
    for (const std::string end : {"\r\n", "\n", "\r"}) {
        const auto text = answered(with_line_ends(sample.offer, end));
        if (sample.refused) {
            EXPECT_EQ(text, sample.expected.at(0));
            continue;
        }
        std::size_t at = 0, media = 0;
        for (const auto& line : sample.expected) {
            media += line.starts_with("m=") ? 1 : 0;
            at = text.find(line + "\r\n", at);
            ASSERT_NE(at, std::string::npos) << line << " is missing in\n" << text;
        }
        EXPECT_EQ(media_lines(text).size(), media) << text;
    }
}

TEST_P(SdpOffer, CutAnywhereIsReadOrRefused) {
    const auto& offer = GetParam().offer;
    for (std::size_t at = 0; at < offer.size(); at += 1 + offer.size() / 500)
        (void)answered(offer.substr(0, at));
}

std::string name_of(const ::testing::TestParamInfo<Sample>& sample) {
    auto name = sample.param.name;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Of, SdpOffer, ::testing::ValuesIn(all()), name_of);

}  // namespace
}  // namespace layby::tests
