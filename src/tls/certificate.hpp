// A certificate with its private key, in PEM files: read, checked, and one of our own making for trying. Any
// thread; reads files, so never on the signalling thread.
#pragma once
#include <filesystem>
#include <string>

#include "tls/context.hpp"

namespace layby::tls {

struct Files {
    std::filesystem::path certificate;  ///< ours first, then those that lead to the root
    std::filesystem::path key;
    bool operator==(const Files&) const = default;
};

/// From TLS 1.2 on, with ciphers that have forward secrecy.
void harden(SSL_CTX& context);
/// What it proves itself with. Throws std::runtime_error with a sentence for the admin.
void show(SSL_CTX& context, const Files& files);

/// For TLS 1.2 and 1.3, with ciphers that have forward secrecy. Throws std::runtime_error with a sentence for
/// the admin: which file, and what is wrong with it.
Context server_context(const Files& files);

/// Whether its certificate is for this host, a name or an address.
bool is_for(const Context& context, const std::string& host);

/// One that proves nothing but lets everything be tried: made in this directory unless it is there, as
/// NAME-certificate.pem and NAME-key.pem (0600). Throws std::runtime_error when it can't be written.
Files self_made(const std::filesystem::path& dir, const std::string& name, const std::string& host);
/// Another one, with its key behind it, in PEM; in no file.
std::string self_made_pem(const std::string& host);

}  // namespace layby::tls
