// A real endpoint on loopback and what talks to it: phones and servers made of bare UDP sockets, all on the
// test's own thread, in time that tests let pass.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "reachable.hpp"
#include "sip/endpoint.hpp"
#include "sip/loop.hpp"

namespace layby::sip::test {

/// A SIP message as text, taken apart just enough to look at.
struct Text {
    std::string raw;
    int status() const;                                 ///< 0: a request
    std::string method() const;                         ///< of a request, or of a response's CSeq
    std::string uri() const;                            ///< of a request
    std::string header(const std::string& name) const;  ///< the first of that name, empty: none
    std::vector<std::string> headers(const std::string& name) const;
    std::string body() const;
    Address from{};  ///< where it came from
};

/// A request with all that a request needs, sent from `via`; `headers` are more lines, each ended by CRLF.
std::string request(const std::string& transport, const Address& via, const std::string& method,
                    const std::string& uri, const std::string& user, const std::string& headers = {},
                    const std::string& body = {});

/// Something on the wire that has to be read now and then.
class Attached {
  public:
    virtual ~Attached() = default;
    virtual void read_all() = 0;
};

/// A bound UDP socket on a loopback address, port chosen free.
class Socket : public Attached {
  public:
    explicit Socket(const std::string& ip = "127.0.0.1");
    ~Socket() override;
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    const Address& address() const { return address_; }
    void send(const std::string& bytes, const Address& to);
    void read_all() override;

  protected:
    virtual void received(const std::string& bytes, const Address& from) = 0;

  private:
    int socket_{-1};
    Address address_;
};

/// Sends and receives SIP messages; can answer by script.
class Peer final : public Socket {
  public:
    using Socket::Socket;

    std::vector<Text> inbox;
    /// Called for each request that comes in; what it returns is sent back. Empty: silence.
    std::function<std::string(const Text& request)> script;

    std::string request(const std::string& method, const std::string& uri, const std::string& user,
                        const std::string& headers = {}, const std::string& body = {}) const {
        return test::request("UDP", address(), method, uri, user, headers, body);
    }
    std::size_t count(const std::string& method) const;  ///< requests of a kind in the inbox
    const Text& last() const { return inbox.back(); }

  private:
    void received(const std::string& bytes, const Address& from) override;
};

/// A phone's TCP connection to the endpoint.
class Connection final : public Attached {
  public:
    Connection(const Address& to);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    std::vector<Text> inbox;
    std::function<std::string(const Text& request)> script;  ///< as Peer's

    const Address& address() const { return address_; }
    void send(const std::string& bytes);
    void read_all() override;
    void close();

  private:
    bool take_message();
    int socket_{-1};
    Address address_;
    std::string received_;
};

/// A response to a request, with its Via, From, To (tagged), Call-ID and CSeq.
std::string response(const Text& request, int status, const std::string& headers = {},
                     const std::string& body = {});
/// The request again with an answer to the challenge `index` of this 401 or 407: next CSeq, another branch.
std::string proving(const std::string& request, const Text& challenged, const std::string& user,
                    const std::string& password, std::size_t index = 0);

/// The loop and everything on it.
class Wire {
  public:
    ~Wire();
    Loop loop;
    std::vector<calls::Fact> facts;

    /// One UDP address on a free port, unless the options name some.
    Endpoint& open(Options options, Kept kept = {});
    void close();
    Endpoint& endpoint() { return *endpoint_; }
    Front& front() { return *front_; }
    void reload(const Options& options) {
        front_->reload(options);
        endpoint_->reload(options);
    }
    LegId new_leg() { return leg_ids_.next(); }
    std::vector<calls::Device> devices_of(const std::string& user) {
        return settle(), reachable_.devices_of(user);
    }
    std::optional<std::string> near_ip_of_trunk(const std::string& trunk) {
        return settle(), reachable_.near_ip_of_trunk(trunk);
    }
    Address address(Transport transport = Transport::udp) const;  ///< where the endpoint listens

    template <class Kind, class... Arguments>
    Kind& add(Arguments&&... arguments) {
        auto made = std::make_unique<Kind>(std::forward<Arguments>(arguments)...);
        auto& kind = *made;
        attached_.push_back(std::move(made));
        return kind;
    }
    void send(Peer& peer, const std::string& message) { peer.send(message, address()); }

    /// Runs everything until this is so; false when it doesn't become so within five real seconds.
    bool until(const std::function<bool()>& so);
    void step();  ///< once, without waiting
    /// Lets time pass in small steps, so that timers run in their order.
    void pass(Duration time, Duration step = std::chrono::milliseconds{100});
    /// The answer to a request of this peer: its next message with the same CSeq.
    Text ask(Peer& peer, const std::string& message);

    template <class Fact>
    std::vector<Fact> told() const {
        std::vector<Fact> out;
        for (const auto& fact : facts)
            if (const auto* one = std::get_if<Fact>(&fact)) out.push_back(*one);
        return out;
    }

  private:
    void settle();  ///< hands over what is to be told
    std::vector<std::unique_ptr<Attached>> attached_;
    tests::Reachable reachable_;
    LegIds leg_ids_{0, LegIds::Giver::switchboard};
    std::unique_ptr<Front> front_;
    std::unique_ptr<Endpoint> endpoint_;
};

}  // namespace layby::sip::test
