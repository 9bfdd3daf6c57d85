// By what call-back tasks are found. Follows from the table of tasks; plain data, owned by the board;
// signalling thread.
#pragma once
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "calls/task.hpp"

namespace layby::calls {

struct TaskBook {
    using ByAge = std::set<std::pair<Instant, TaskId>>;
    std::unordered_map<std::string, std::vector<TaskId>> of_number;  ///< those that aren't over
    ByAge open;  ///< those, by when the caller gave up last
    ByAge over;  ///< the others, by when they were closed
};

}  // namespace layby::calls
