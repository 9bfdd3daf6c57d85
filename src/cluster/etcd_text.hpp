// What is said to etcd by its JSON gateway, and what its answers mean. Pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cluster/engine.hpp"

namespace layby::cluster::etcd {

std::string grant_text(Duration lasting);
std::string lease_text(LeaseId lease);
std::string announce_text(const std::string& key, const std::string& value, LeaseId lease);
/// Each step is a transaction within the one that has the terms.
std::string write_text(const Terms& terms, const std::vector<Step>& steps);
std::string list_text(const std::string& prefix);
std::string watch_text(const std::string& prefix, Revision from);

// None: that is no answer.
std::optional<Granted> read_granted(const std::string& body);
std::optional<Kept> read_kept(const std::string& body);
std::optional<Written> read_written(const std::string& body, std::size_t steps);
std::optional<Listed> read_listed(const std::string& body);
/// One line of a watch.
std::optional<Heard> read_heard(const std::string& line);
/// Who is asked, and which of them leads: "127.0.0.1:2379 3.4.23 leader"; what `layby cluster status` prints.
std::string read_status(const std::string& body);

}  // namespace layby::cluster::etcd
