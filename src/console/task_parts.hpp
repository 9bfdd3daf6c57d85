// A call-back task as a value of the JSON library. For the files that write the API's JSON; pure, console
// thread.
#pragma once
#include "calls/task.hpp"
#include "console/json.hpp"
#include "console/json_parts.hpp"

namespace layby::console {

Json task_of(const calls::Task& task, const Times& times);

}  // namespace layby::console
