// `layby reload`, and what it would change. As the other commands (commands.hpp).
#pragma once
#include "layby/client.hpp"
#include "layby/exit_code.hpp"

namespace layby::app {

ExitCode reload(const Client& client);
/// Changes nothing: the errors of the file, or what would be another way.
ExitCode preview_reload(const Client& client);

}  // namespace layby::app
