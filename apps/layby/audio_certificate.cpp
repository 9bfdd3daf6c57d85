#include "layby/audio_certificate.hpp"

#include <fstream>
#include <iterator>

#include "media/engine.hpp"
#include "runtime/log.hpp"
#include "settings/private_file.hpp"
#include "tls/certificate.hpp"

namespace layby::app {
namespace {

/// Browsers show it to nobody.
constexpr auto name_in_it = "layby";

std::string text_in(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string audio_certificate_in(const std::optional<std::filesystem::path>& state) {
    if (!state) return tls::self_made_pem(name_in_it);
    const auto file = *state / "audio-certificate.pem";
    if (auto text = text_in(file); media::can_be_shown(text)) return text;
    if (std::filesystem::exists(file))
        log::error(
            "{} is no certificate with its key and is replaced: browsers in calls agree on new keys when "
            "they are asked again",
            file.string());
    auto made = tls::self_made_pem(name_in_it);
    settings::write_private(file, made);
    return made;
}

}  // namespace layby::app
