#include "layby/watch.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <thread>

#include "layby/commands.hpp"
#include "layby/live_lots.hpp"

namespace layby::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto before_the_next_try = std::chrono::milliseconds(300);

std::string local_clock(std::chrono::system_clock::time_point when) {
    const auto seconds = std::chrono::system_clock::to_time_t(when);
    std::tm parts{};
    localtime_r(&seconds, &parts);
    char out[16];
    return {out, std::strftime(out, sizeof out, "%T", &parts)};
}

void print_at_once(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

/// Only what fits on the screen; each line is cleared to its end.
std::string fitted(const std::string& text) {
    winsize size{};
    const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 2;
    const std::size_t rows = known ? size.ws_row - 1 : 24;
    std::string out = "\x1b[H";
    std::size_t row = 0, begin = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
        if (++row > rows) break;
        out += text.substr(begin, end - begin) + "\x1b[K\n";
        begin = end + 1;
    }
    return out + "\x1b[J";
}

class Watcher {
  public:
    Watcher(const Client& client, const WatchWanted& wanted) : client_(client), wanted_(wanted) {}

    ExitCode watch() {
        while (true) {
            const auto reply = listen();
            const bool soon = reply && reply->status == 503 && !last_id_.empty();  // it starts again
            if (reply && reply->status != 200 && !soon) return refused(*reply);
            if (over() || nothing_to_show_) return nothing_to_show_ ? failed : done;
            if (connected_) lost();
            std::this_thread::sleep_for(before_the_next_try);
        }
    }

  private:
    bool over() const { return wanted_.count != 0 && lines_ >= wanted_.count; }

    /// None: there is no server just now, but there was one.
    std::optional<Reply> listen() try {
        return client_.listen(
            "/api/v1/events", last_id_, [this](const ServerEvent& event) { return take(event); },
            [this] { draw(); });
    } catch (const NoServer&) {
        if (last_id_.empty()) throw;
        return {};
    }

    /// False: that was enough.
    bool take(const ServerEvent& event) {
        const bool first = last_id_.empty();
        last_id_ = event.id;
        connected_ = true;
        const auto lines = lots_.take(event);
        if (!wanted_.lot.empty() && lots_.lots({}, wanted_.lot).is_null()) return complain_about_lot();
        if (wanted_.json) say(Json{{"event", event.name}, {"id", event.id}, {"data", parsed(event)}}.dump());
        if (!wanted_.json && !on_screen_) first ? print_at_once(table_now()) : tell(lines);
        draw();
        return !over();
    }

    static Json parsed(const ServerEvent& event) { return Json::parse(event.data, nullptr, false); }

    bool complain_about_lot() {
        fmt::print(stderr, "layby: there is no lot \"{}\"\n", wanted_.lot);
        nothing_to_show_ = true;
        return false;
    }

    void tell(const std::vector<std::string>& lines) {
        const auto now = local_clock(std::chrono::system_clock::now());
        for (const auto& line : lines)
            if (wanted_.lot.empty() || line.starts_with(wanted_.lot + " ")) say(now + "  " + line);
    }

    void say(const std::string& line) {
        if (over()) return;
        ++lines_;
        print_at_once(line + "\n");
    }

    void lost() {
        connected_ = false;
        since_ = std::chrono::system_clock::now();
        if (!wanted_.json && !on_screen_) fmt::print(stderr, "layby: the server is gone; waiting for it\n");
        draw();
    }

    std::string table_now() const {
        return lots_text(lots_.lots(std::chrono::system_clock::now(), wanted_.lot).dump(), true);
    }

    void draw() const {
        if (!on_screen_ || wanted_.json || last_id_.empty()) return;
        const auto now = local_clock(std::chrono::system_clock::now());
        const auto title =
            connected_ ? now
                       : "\x1b[7m NOT CONNECTED since " + local_clock(since_) + ": this may be old \x1b[0m";
        print_at_once(fitted(title + "\n\n" + table_now()));
    }

    const Client& client_;
    const WatchWanted wanted_;
    const bool on_screen_{isatty(STDOUT_FILENO) == 1};
    LiveLots lots_;
    std::string last_id_;
    std::size_t lines_{};
    bool connected_{}, nothing_to_show_{};
    std::chrono::system_clock::time_point since_;
};

}  // namespace

ExitCode watch(const Client& client, const WatchWanted& wanted) { return Watcher(client, wanted).watch(); }

}  // namespace layby::app
