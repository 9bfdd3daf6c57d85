// This server as a node of its cluster: a member with its engine, on a thread of its own. Whoever orders
// something never waits; what comes of it is told as facts, on that thread.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calls/turn.hpp"
#include "cluster/etcd.hpp"
#include "cluster/member.hpp"
#include "cluster/slot_text.hpp"

namespace layby::cluster {

class Node {
  public:
    /// `tell` and `adopt` are called on the node's thread, also while the node is being destroyed.
    Node(MemberOptions member, EtcdOptions etcd, std::function<void(calls::Fact)> tell,
         std::function<void(Taken)> adopt);
    /// What was ordered is written as far as that is soon done. Others learn at once that we are gone, unless
    /// we come back.
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Once what is ours from before is known by what was carried out.
    void start();
    /// What a turn wants of the cluster, and how slots of ours look now. Any one thread.
    void carry_out(const calls::Turn& turn);
    /// Calls from before the start, of which no turn tells again.
    void know(const calls::KeptCalls& calls);
    /// What is kept of a dialog, and that one is over. Any one thread.
    void note(const sip::KeptCall& dialog);
    void forget(LegId dialog);
    /// The next start goes on with our calls: until our lease ends nobody is to know that we are away.
    void will_be_back(bool it_will);

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

/// Whom others have taken over from this node since it was away; waits for a second at most. None: nobody
/// can say.
std::optional<std::vector<TakenOver>> taken_from(const std::string& node, const EtcdOptions& etcd);

}  // namespace layby::cluster
