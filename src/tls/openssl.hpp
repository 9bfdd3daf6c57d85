// What of OpenSSL is owned here, and what it says when it gives up. For this folder only; any thread.
#pragma once
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstdio>
#include <memory>
#include <string>

namespace layby::tls {

struct Release {
    void operator()(std::FILE* file) const { std::fclose(file); }
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

/// Nobody is there to be asked for a passphrase.
inline int nothing_typed(char*, int, int, void*) { return 0; }

/// Errors are kept for the thread, whosever they are: afterwards there are none.
inline std::string last_error(const char* otherwise) {
    const auto code = ERR_get_error();
    ERR_clear_error();
    const char* reason = code ? ERR_reason_error_string(code) : nullptr;
    return reason ? reason : otherwise;
}

}  // namespace layby::tls
