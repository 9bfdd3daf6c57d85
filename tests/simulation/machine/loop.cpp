// The event loop: the world says when Layby's next step is.
#include "simulation/machine/machine.hpp"
#include "sip/stack/sofia.hpp"

namespace layby::simulation {

Machine& machine() {
    static Machine one;
    return one;
}

}  // namespace layby::simulation

using namespace layby::simulation;

extern "C" {

void su_root_run(su_root_t* root) {
    machine().parts.turn_loop = [root]() -> std::optional<layby::Duration> {
        const auto left = su_root_step(root, 0);
        if (left == SU_WAIT_FOREVER || left < 0) return {};
        return std::chrono::milliseconds{left};
    };
    machine().around->run();
    machine().parts.turn_loop = nullptr;
}

void su_root_break(su_root_t*) { machine().around->stop(); }
}
