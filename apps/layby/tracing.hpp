// Where the SIP trace goes: a file in the state directory, or the log. On the housekeeper's thread; messages
// are written by a thread of their own, and when that falls behind, the oldest are lost.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "sip/trace.hpp"

namespace spdlog {
class logger;
namespace details {
class thread_pool;
}
}  // namespace spdlog

namespace layby::app {

class Tracing {
  public:
    /// Without a state directory messages go to the log.
    explicit Tracing(std::optional<std::filesystem::path> state) : state_(std::move(state)) {}
    ~Tracing();

    /// What the endpoint is to be given. Throws when the file can't be written.
    sip::Trace start(const std::string& number);

  private:
    std::optional<std::filesystem::path> state_;
    std::shared_ptr<spdlog::details::thread_pool> thread_;
    std::shared_ptr<spdlog::logger> file_;  ///< stays for messages that are still under way
};

}  // namespace layby::app
