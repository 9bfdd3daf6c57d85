// etcd alone, in a directory of its own and on free ports of this machine; never the system's.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string>

namespace layby::cluster {

class EtcdProcess {
  public:
    static bool installed();
    EtcdProcess();
    ~EtcdProcess();
    EtcdProcess(const EtcdProcess&) = delete;
    EtcdProcess& operator=(const EtcdProcess&) = delete;

    std::string address() const { return "http://127.0.0.1:" + std::to_string(port_); }
    void kill();
    void start();

  private:
    std::filesystem::path dir_;
    std::uint16_t port_{}, peer_port_{};
    pid_t pid_{};
};

}  // namespace layby::cluster
