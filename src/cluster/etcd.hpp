// etcd behind the port Engine: its JSON gateway, by libcurl, with one connection for requests and one for the
// watch. One thread, but for wake().
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "cluster/engine.hpp"

namespace layby::cluster {

struct EtcdOptions {
    std::vector<std::string> addresses;      ///< "http://127.0.0.1:2379"; whoever answers
    std::string ca{}, certificate{}, key{};  ///< files in PEM; empty: the system's, none, none
    Duration patience{1s};                   ///< for one answer
};

class Etcd : public Engine {
  public:
    explicit Etcd(EtcdOptions options);
    ~Etcd() override;
    Etcd(const Etcd&) = delete;
    Etcd& operator=(const Etcd&) = delete;

    void grant(Duration lasting, std::function<void(Granted)> done) override;
    void keep(LeaseId lease, std::function<void(Kept)> done) override;
    void revoke(LeaseId lease, std::function<void()> done) override;
    void announce(const std::string& key, const std::string& value, LeaseId lease,
                  std::function<void(Announced)> done) override;
    void write(const Terms& terms, std::vector<Step> steps, std::function<void(Written)> done) override;
    void list(const std::string& prefix, std::function<void(Listed)> done) override;
    void watch(const std::string& prefix, Revision from, std::function<void(Heard)> heard) override;

    /// How this one of the addresses is; empty: it doesn't answer.
    void ask_status(std::size_t address, std::function<void(std::string)> done);

    /// Works for so long, until something has happened, or until woken.
    void run(std::chrono::milliseconds at_most);
    /// Any thread.
    void wake();

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::cluster
