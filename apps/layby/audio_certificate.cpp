#include "layby/audio_certificate.hpp"

#include "layby/kept_file.hpp"
#include "media/engine.hpp"
#include "tls/certificate.hpp"

namespace layby::app {
namespace {

/// Browsers show it to nobody.
std::string new_certificate() { return tls::self_made_pem("layby"); }

}  // namespace

std::string audio_certificate_in(const std::optional<std::filesystem::path>& state) {
    if (!state) return new_certificate();
    return kept_or_made({*state / "audio-certificate.pem", "certificate with its key",
                         "browsers in calls agree on new keys when they are asked again", media::can_be_shown,
                         new_certificate});
}

}  // namespace layby::app
