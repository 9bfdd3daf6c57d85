// The certificate that legs show when they agree on keys with browsers (DTLS-SRTP), with its private key:
// STATE/audio-certificate.pem, made at the first start. Before the loop starts.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

namespace layby::app {

/// In PEM. One that can't be read is replaced: who is in a call has its keys already. Without a directory it
/// is of this start alone. Throws std::runtime_error with a sentence for the admin when it can't be written.
std::string audio_certificate_in(const std::optional<std::filesystem::path>& state);

}  // namespace layby::app
