// call_back_tasks and call_back_within, of lots and trunks.
#include "settings/read/section.hpp"

namespace layby::settings {

void read_call_back(Section& section, calls::CallBack& out) {
    using namespace std::chrono_literals;
    section.read("call_back_tasks", out.wanted);
    section.read("call_back_within", out.within, {1min, 30 * 24h, false});
}

}  // namespace layby::settings
