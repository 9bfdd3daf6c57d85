// The connections over loopback by which the edge passes on what comes to it: each is announced before it is
// made, so that who listens there can ask whose it is.
#pragma once
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "runtime/mailbox.hpp"
#include "tls/pipe.hpp"
#include "words/address.hpp"

namespace layby::edge {

class InnerWays {
  public:
    /// `refused`: one can't be made, for lack of files or ports.
    using Refused = std::function<void(const Address& peer, const std::string& why)>;
    InnerWays(boost::asio::io_context& io, Refused refused) : io_(io), refused_(std::move(refused)) {}

    /// The edge's thread. Tells `opened` once, now or later.
    void open(const Address& inside, const Address& peer, const tls::Pipe::Opened& opened);
    /// Whose connection it is that comes from this address of loopback; none: not one of ours. Once for each;
    /// on the thread of who listens.
    std::optional<Address> claim(const Address& inner);

  private:
    struct Announced {
        Address inner;
        std::optional<Address> peer;  ///< none: it came to nothing
    };
    boost::asio::io_context& io_;
    Refused refused_;
    std::uint32_t made_{};
    runtime::Mailbox<Announced> announced_;
    std::map<std::pair<std::string, std::uint16_t>, Address> awaited_;  ///< of the thread of who listens
};

}  // namespace layby::edge
