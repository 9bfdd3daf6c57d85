// Many callers on one SIP port: each dials a number, stays, and is hung up or hangs up. One thread.
#pragma once
#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

#include "numbers.hpp"
#include "udp_port.hpp"

namespace load {

struct Call {
    enum class State { dialling, up, leaving, over };
    State state{State::dialling};
    std::string number, to, contact;  ///< `to` with the server's tag, as soon as it is known
    std::string text;                 ///< the request that waits for its response
    std::uint16_t server_rtp{};
    double dialled{}, answered{}, ended{};
    int status{};  ///< of the final response to INVITE; 0 while there is none
    bool hung_up_by_server{};
    int sequence{1};
    int tries{};
};

class Callers {
  public:
    Callers(std::uint16_t server_port, std::uint16_t rtp_port);

    std::size_t dial(const std::string& number, std::uint16_t rtp_port = 0);  ///< index of the call
    void hang_up(std::size_t call);
    /// Lets the world happen for so long, or until `done`; true when `done` came.
    bool run(double for_seconds, const std::function<bool()>& done = {});
    /// Does `task` at this time, within run().
    void at(double when, std::function<void()> task);
    /// Extra sockets to be read within run(), e.g. RTP of single calls.
    void also_read(UdpPort& port, std::function<void(const Datagram&)> reader);
    void stop_reading() { others_.clear(); }

    const Call& call(std::size_t index) const { return calls_[index]; }
    const std::vector<Call>& all() const { return calls_; }
    std::size_t up() const { return up_; }
    std::uint64_t retransmissions() const { return retransmissions_; }
    std::uint16_t server_port() const { return server_port_; }
    std::uint16_t port() const { return sip_.number(); }
    std::function<void(std::size_t call)> on_answer, on_end;

  private:
    struct Task {
        double when;
        std::function<void()> what;
        bool operator<(const Task& other) const { return when > other.when; }
    };
    std::string request(std::size_t call, const char* method, const std::string& uri,
                        const std::string& body) const;
    void send_again(std::size_t call, const char* method, int sequence, int tries);
    void read_all();
    void take(const Datagram& datagram);
    void take_response(std::size_t index, const Datagram& datagram, int status);
    void take_answer(std::size_t index, const Datagram& datagram);
    void take_request(std::size_t index, const Datagram& datagram);
    void end(std::size_t call, double when);
    std::string contact() const;

    UdpPort sip_;
    std::uint16_t server_port_, rtp_port_;
    std::string id_;
    std::vector<Call> calls_;
    std::vector<std::uint16_t> rtp_of_;
    std::priority_queue<Task> tasks_;
    std::vector<std::pair<UdpPort*, std::function<void(const Datagram&)>>> others_;
    std::size_t up_{};
    std::uint64_t retransmissions_{};
};

}  // namespace load
