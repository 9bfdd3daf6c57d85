// The certificate with which the console speaks TLS itself, and the names that it is for. Console thread,
// once it is made.
#pragma once
#include <boost/asio/ssl/context.hpp>
#include <string>
#include <string_view>

#include "console/certificate.hpp"
#include "tls/context.hpp"

namespace layby::console {

class Tls {
  public:
    /// Throws std::runtime_error with a sentence for the admin.
    explicit Tls(const Certificate& certificate);

    boost::asio::ssl::context& context() { return context_; }
    /// Whether the certificate is for this host, a name or an address.
    bool is_for(const std::string& host) const;

  private:
    tls::Context shared_;
    boost::asio::ssl::context context_;
};

}  // namespace layby::console
