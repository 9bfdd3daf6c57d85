// This server as a node of its cluster: a member with its engine, on a thread of its own. Whoever orders
// something never waits; what comes of it is told as facts, on that thread.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "calls/turn.hpp"
#include "cluster/etcd.hpp"
#include "cluster/member.hpp"

namespace layby::cluster {

class Node {
  public:
    /// `tell` is called on the node's thread, also while the node is being destroyed.
    Node(MemberOptions member, EtcdOptions etcd, std::function<void(calls::Fact)> tell);
    /// What was ordered is written as far as that is soon done, and others learn at once that we are gone.
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Once what is ours from before is known by what was carried out.
    void start();
    /// What a turn wants of the cluster, and how slots of ours look now. Any one thread.
    void carry_out(const calls::Turn& turn);

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::cluster
