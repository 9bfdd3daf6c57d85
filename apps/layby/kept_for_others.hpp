// Dialogs are kept twice in a cluster: for the next start of this server, and for the other nodes, should
// there be none. Signalling thread.
#pragma once
#include <memory>
#include <utility>

#include "cluster/node.hpp"
#include "store/store.hpp"

namespace layby::app {

class KeptForOthers final : public sip::DialogKeeper {
  public:
    /// `store` may be null: then nothing outlives this process. What is told before there is a node is told
    /// it again: every dialog that goes on is.
    KeptForOthers(store::Store* store, const std::unique_ptr<cluster::Node>& node)
        : store_(store), node_(node) {}

    void keep(sip::KeptCall call) override {
        if (node_) node_->note(call);
        if (store_) store_->keep(std::move(call));
    }
    void forget(LegId call) override {
        if (node_) node_->forget(call);
        if (store_) store_->forget(call);
    }
    void keep(const sip::SubscriptionState& subscription) override {
        if (store_) store_->keep(subscription);
    }
    void forget(sip::SubscriptionId subscription) override {
        if (store_) store_->forget(subscription);
    }

  private:
    store::Store* store_;
    const std::unique_ptr<cluster::Node>& node_;
};

}  // namespace layby::app
