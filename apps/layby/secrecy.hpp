// What keeps secrets of this process from other accounts.
#pragma once

namespace layby::app {

/// A crash leaves no core dump, which would contain every password; nor may other processes of the same user
/// read our memory. Debug builds are left as they are: debuggers and sanitizers need it.
void keep_memory_secret();

}  // namespace layby::app
