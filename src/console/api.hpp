// The API: which resource a request names, what it asks of the desk, and what is answered. Knows nothing of
// sockets. Lives on the console thread; the desk answers from another one.
#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "console/access.hpp"
#include "console/exchange.hpp"
#include "console/feed.hpp"
#include "console/http_server.hpp"
#include "console/tries.hpp"

namespace layby::console {

class Api {
  public:
    /// `post` runs a job on the console thread soon; it may be called from any
    /// thread, and does nothing once the server is gone.
    Api(Desk desk, Gate gate, std::chrono::milliseconds wrong_try, Feed& feed,
        std::function<void(std::function<void()>)> post);

    /// Answers now or later, once.
    void handle(const Request& request, Answered answered);
    /// Called when a token opens nothing any more: whoever listens has to show
    /// again that he may.
    void when_revoked(std::function<void()> end_listeners) { end_listeners_ = std::move(end_listeners); }
    /// The feed may have become ready: whoever waits for that is answered.
    void feed_moved();

  private:
    using Path = std::vector<std::string>;
    using Handler = void (Api::*)(const Request&, const Path&, Answered);
    struct Route {
        const char* method;
        Path pattern;  ///< a segment "*" matches any
        Handler handler;
        Scope needs;
    };
    static const std::vector<Route>& routes();

    void health(const Request&, const Path&, Answered);
    void ready(const Request&, const Path&, Answered);
    void metrics(const Request&, const Path&, Answered);
    void contract(const Request&, const Path&, Answered);
    void version(const Request&, const Path&, Answered);
    void status(const Request&, const Path&, Answered);
    void lots(const Request&, const Path&, Answered);
    void lot(const Request&, const Path&, Answered);
    void slot(const Request&, const Path&, Answered);
    void events(const Request&, const Path&, Answered);
    void calls(const Request&, const Path&, Answered);
    void registrations(const Request&, const Path&, Answered);
    void history(const Request&, const Path&, Answered);
    void past_park(const Request&, const Path&, Answered);
    void past_calls(const Request&, const Path&, Answered);
    void past_call(const Request&, const Path&, Answered);
    void erase(const Request&, const Path&, Answered);
    void audit(const Request&, const Path&, Answered);
    void tokens(const Request&, const Path&, Answered);
    void add_token(const Request&, const Path&, Answered);
    void revoke_token(const Request&, const Path&, Answered);
    void bans(const Request&, const Path&, Answered);
    void unban(const Request&, const Path&, Answered);
    void retrieve(const Request&, const Path&, Answered);
    void release(const Request&, const Path&, Answered);
    void set_pin(const Request&, const Path&, Answered);
    void reload(const Request&, const Path&, Answered);
    void upgrade(const Request&, const Path&, Answered);
    void drain(const Request&, const Path&, Answered);
    void stop_draining(const Request&, const Path&, Answered);
    void trace(const Request&, const Path&, Answered);
    void log_level(const Request&, const Path&, Answered);

    /// Who asks; or why this request isn't looked at.
    std::variant<Guest, Answer> let_in(const Request& request, const Path& path);
    Answer slowed(Answer refusal, const std::string& address);
    /// Whoever changes something leaves a line in the log and in the audit.
    Answered noted(const Request& request, const Guest& guest, Answered answered) const;
    void keep_tokens(std::vector<Token> wanted, Answered answered, Answer done);

    /// A reply for the desk: carries the values to the console thread and answers with what `render` makes of
    /// them there.
    template <class Render>
    auto reply(Answered answered, Render render) const;

    /// The same without an answer yet; api_history.cpp.
    template <class Value>
    std::function<void(Value)> here(std::function<void(Value)> then) const;
    template <class Entry>
    void tell_story(LegId call, const Entry& entry, const Answered& answered);

    /// What the copy says, as soon as there is one.
    void read(Answered answered, std::function<Answer()> render);
    /// One such question at a time is with the signalling thread, however many want to know.
    using WithCounts = std::function<void(const std::vector<Count>&)>;
    void count(WithCounts then);
    void ask_for_counts();

    Desk desk_;
    Gate gate_;
    Tries tries_;
    std::vector<Token> wanted_tokens_;  ///< as they are kept, or will be in a moment
    std::size_t keeping_{};             ///< so many lists of tokens are on their way to the disk
    Feed& feed_;
    std::vector<std::function<void()>> unready_;  ///< those who wait for the copy
    std::vector<WithCounts> uncounted_;
    bool counting_{};
    std::function<void()> end_listeners_ = [] {};
    std::function<void(std::function<void()>)> post_;
    std::chrono::steady_clock::time_point started_{std::chrono::steady_clock::now()};
    std::chrono::system_clock::time_point started_at_{std::chrono::system_clock::now()};
};

}  // namespace layby::console
