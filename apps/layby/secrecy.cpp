#include "layby/secrecy.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace layby::app {

void keep_memory_secret() {
#ifdef NDEBUG
    rlimit limit{};
    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = 0;
        setrlimit(RLIMIT_CORE, &limit);
    }
    prctl(PR_SET_DUMPABLE, 0);  // a core_pattern that is a pipe asks for no limit
#endif
}

}  // namespace layby::app
