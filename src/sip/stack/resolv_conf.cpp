#include "sip/stack/resolv_conf.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>

namespace layby::sip {
namespace {

std::string lines_of(const std::vector<Address>& servers) {
    const auto port = servers.front().port;
    std::string text = "port " + std::to_string(port) + '\n';
    for (const auto& server : servers)
        if (server.port == port) text += "nameserver " + server.ip + '\n';
    return text;
}

}  // namespace

ResolvConf::ResolvConf(const std::vector<Address>& servers) {
    if (servers.empty()) return;
    const auto text = lines_of(servers);
    file_ = memfd_create("layby-dns", MFD_CLOEXEC);
    if (file_ < 0 || ::write(file_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error("can't set up the DNS resolver: out of file descriptors");
    path_ = "/proc/self/fd/" + std::to_string(file_);
}

ResolvConf::~ResolvConf() {
    if (file_ >= 0) close(file_);
}

}  // namespace layby::sip
