// The API: which resource a request names, what it asks of the desk, and what is answered. Knows nothing of
// sockets. Lives on the console thread; the desk answers from another one.
#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "console/access.hpp"
#include "console/exchange.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class Api {
  public:
    /// `post` runs a job on the console thread soon; it may be called from any thread, and does nothing once
    /// the server is gone.
    Api(Desk desk, Gate gate, std::function<void(std::function<void()>)> post);

    /// Answers now or later, once.
    void handle(const Request& request, Answered answered) const;

  private:
    using Path = std::vector<std::string>;
    using Handler = void (Api::*)(const Request&, const Path&, Answered) const;
    struct Route {
        const char* method;
        Path pattern;  ///< a segment "*" matches any
        Handler handler;
    };
    static const std::vector<Route>& routes();

    void health(const Request&, const Path&, Answered) const;
    void version(const Request&, const Path&, Answered) const;
    void status(const Request&, const Path&, Answered) const;
    void lots(const Request&, const Path&, Answered) const;
    void lot(const Request&, const Path&, Answered) const;
    void calls(const Request&, const Path&, Answered) const;
    void registrations(const Request&, const Path&, Answered) const;
    void history(const Request&, const Path&, Answered) const;
    void bans(const Request&, const Path&, Answered) const;
    void unban(const Request&, const Path&, Answered) const;
    void retrieve(const Request&, const Path&, Answered) const;
    void release(const Request&, const Path&, Answered) const;
    void set_pin(const Request&, const Path&, Answered) const;
    void reload(const Request&, const Path&, Answered) const;
    void upgrade(const Request&, const Path&, Answered) const;
    void drain(const Request&, const Path&, Answered) const;
    void stop_draining(const Request&, const Path&, Answered) const;
    void trace(const Request&, const Path&, Answered) const;
    void log_level(const Request&, const Path&, Answered) const;

    /// Why this request isn't looked at; none when it is.
    std::optional<Answer> turn_away(const Request& request, const Path& path) const;

    /// A reply for the desk: carries the values to the console thread and answers with what `render` makes of
    /// them there.
    template <class Render>
    auto reply(Answered answered, Render render) const;

    Desk desk_;
    Gate gate_;
    std::function<void(std::function<void()>)> post_;
    std::chrono::steady_clock::time_point started_{std::chrono::steady_clock::now()};
};

}  // namespace layby::console
