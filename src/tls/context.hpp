// What a server proves itself with over TLS. Shared by the connections that began with it; any thread.
#pragma once
#include <openssl/types.h>

#include <memory>

namespace layby::tls {

using Context = std::shared_ptr<SSL_CTX>;

}  // namespace layby::tls
