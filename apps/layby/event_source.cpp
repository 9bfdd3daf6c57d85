#include "layby/event_source.hpp"

namespace layby::app {

void EventSource::take(std::string_view bytes, const std::function<void(const ServerEvent&)>& each) {
    rest_ += bytes;
    std::size_t begin = 0;
    for (auto end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', begin)) {
        take_line(std::string_view(rest_).substr(begin, end - begin), each);
        begin = end + 1;
    }
    rest_.erase(0, begin);
}

void EventSource::take_line(std::string_view line, const std::function<void(const ServerEvent&)>& each) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) {
        if (!event_.data.empty()) each(event_);
        event_.name.clear();
        event_.data.clear();
        return;
    }
    const auto colon = line.find(':');
    const auto field = line.substr(0, colon);
    auto value = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "id") event_.id = value;
    if (field == "event") event_.name = value;
    if (field == "data") event_.data += (event_.data.empty() ? "" : "\n") + std::string(value);
}

}  // namespace layby::app
