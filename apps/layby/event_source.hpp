// Server-sent events, taken out of the bytes of a stream (WHATWG HTML section 9.2.6). Pure.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace layby::app {

struct ServerEvent {
    std::string id, name, data;
};

class EventSource {
  public:
    /// The events that these bytes complete.
    void take(std::string_view bytes, const std::function<void(const ServerEvent&)>& each);

  private:
    void take_line(std::string_view line, const std::function<void(const ServerEvent&)>& each);

    std::string rest_;  ///< of a line that isn't complete
    ServerEvent event_;
};

}  // namespace layby::app
