// The running server: every part, put together in the order in which they need each other. Made, run and
// destroyed on the main thread, which is the signalling thread.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "console/http_server.hpp"
#include "layby/wiring.hpp"
#include "runtime/mailbox.hpp"
#include "sip/loop.hpp"
#include "store/store.hpp"

namespace layby::app {

class Server {
  public:
    /// `reload` reads the configuration again and tells what is wrong (console::Desk). Throws
    /// std::runtime_error with a sentence for the admin when it can't start. Doesn't answer before run().
    /// `store` outlives the server; without one nothing is kept.
    Server(const settings::Settings& settings,
           std::function<void(std::function<void(std::vector<std::string>)>)> reload,
           store::Store* store = nullptr);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void run();  ///< until end() has done its work

    /// Says BYE to everybody, waits a moment for the answers, and lets run() return. Asked again: at once.
    /// Any thread.
    void end();
    /// Changed users, trunks and lots; calls in progress stay. Any thread.
    void change(settings::Settings wanted);

    std::vector<sip::Listen> listening() const;
    std::uint16_t api_port() const;
    bool realtime() const;
    const std::vector<std::string>& sound_problems() const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::app
