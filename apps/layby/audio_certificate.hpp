// The certificate that legs show when they agree on keys with browsers (DTLS-SRTP), with its private key:
// STATE/audio-certificate.pem, made at the first start. Before the loop starts.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

namespace layby::app {

/// In PEM. What was read and is none is replaced: who is in a call has its keys already. Without a directory,
/// and when it can't be read or written, it is of this start alone: a full disk must not keep the calls from
/// going on.
std::string audio_certificate_in(const std::optional<std::filesystem::path>& state);

}  // namespace layby::app
