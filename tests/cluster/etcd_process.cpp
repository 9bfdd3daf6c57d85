#include "cluster/etcd_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <vector>

namespace layby::cluster {
namespace {

constexpr auto program = "/usr/bin/etcd";

std::uint16_t free_port() {
    const int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(handle, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(handle, reinterpret_cast<sockaddr*>(&address), &size);
    close(handle);
    return ntohs(address.sin_port);
}

}  // namespace

bool EtcdProcess::installed() { return std::filesystem::exists(program); }

EtcdProcess::EtcdProcess() : port_(free_port()), peer_port_(free_port()) {
    std::string name = (std::filesystem::temp_directory_path() / "layby-etcd-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no directory for etcd");
    dir_ = name;
    start();
}

EtcdProcess::~EtcdProcess() {
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
}

void EtcdProcess::start() {
    const auto peer = "http://127.0.0.1:" + std::to_string(peer_port_), data = (dir_ / "data").string();
    std::vector<std::string> words{program,
                                   "--name=one",
                                   "--data-dir=" + data,
                                   "--listen-client-urls=" + address(),
                                   "--advertise-client-urls=" + address(),
                                   "--listen-peer-urls=" + peer,
                                   "--initial-advertise-peer-urls=" + peer,
                                   "--initial-cluster=one=" + peer,
                                   "--log-level=error"};
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const auto parent = getpid();
    pid_ = fork();
    if (pid_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    if (getppid() == parent) execv(program, arguments.data());
    _exit(1);
}

void EtcdProcess::kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

}  // namespace layby::cluster
