// How a command ends, for scripts.
#pragma once

namespace layby::app {

enum ExitCode : int {
    done = 0,
    failed = 1,     ///< refused, or the server could not start
    bad_input = 2,  ///< wrong usage, or errors in the configuration
    no_server = 3,  ///< no server answers
};

}  // namespace layby::app
