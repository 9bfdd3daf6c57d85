// A resolv.conf in memory: sofia's resolvers take their name servers from a file only. For this folder only;
// any thread.
#pragma once
#include <string>
#include <vector>

#include "words/address.hpp"

namespace layby::sip {

class ResolvConf {
  public:
    /// Sofia knows one port for all servers of a file: those with another port than the first are left out.
    /// No servers: an empty path, which means the system's file. Throws std::runtime_error without file
    /// descriptors.
    explicit ResolvConf(const std::vector<Address>& servers);
    ~ResolvConf();
    ResolvConf(const ResolvConf&) = delete;
    ResolvConf& operator=(const ResolvConf&) = delete;

    const std::string& path() const { return path_; }  ///< good as long as this lives

  private:
    int file_{-1};
    std::string path_;
};

}  // namespace layby::sip
