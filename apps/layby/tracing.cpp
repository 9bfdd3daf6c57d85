#include "layby/tracing.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <sys/stat.h>

#include "runtime/log.hpp"

namespace layby::app {
namespace {

constexpr std::size_t file_bytes = 10 << 20, older_files = 1, most_waiting = 1024;

}  // namespace

Tracing::~Tracing() = default;

sip::Trace Tracing::start(const std::string& number) {
    if (!state_) return {[](std::string message) { log::info("{}", message); }, number};
    if (!file_) {
        const auto path = (*state_ / "sip-trace.log").string();
        thread_ = std::make_shared<spdlog::details::thread_pool>(most_waiting, 1);
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, file_bytes, older_files);
        chmod(path.c_str(), 0600);
        file_ = std::make_shared<spdlog::async_logger>("trace", std::move(sink), thread_,
                                                       spdlog::async_overflow_policy::overrun_oldest);
        file_->set_pattern("%Y-%m-%d %H:%M:%S.%e%z %v");
        file_->flush_on(spdlog::level::info);
    }
    return {[file = file_](std::string message) { file->info("{}", message); }, number};
}

}  // namespace layby::app
