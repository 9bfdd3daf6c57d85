// Whether this build looks for errors of memory and threads, which makes each step many times as dear. Random
// walks are long in the build that is shipped; with sanitizers they are shorter, and go elsewhere.
#pragma once

namespace layby {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LAYBY_SANITIZED 1
#endif
#endif
#if defined(LAYBY_SANITIZED) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

}  // namespace layby
