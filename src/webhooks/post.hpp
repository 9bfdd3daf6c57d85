// HTTP requests to others, several at a time (libcurl). One thread, but for wake().
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace layby::webhooks {

struct Letter {
    std::string url, body;
    std::string signature;
    bool allow_private{};  ///< else a private address is not connected to, whatever name leads there
};

/// What has become of it.
struct Outcome {
    int status{};       ///< of the answer; 0: there was none
    std::string error;  ///< why not
    std::chrono::milliseconds took{};
};

class PostOffice {
  public:
    /// `patience`: for one letter with its answer.
    explicit PostOffice(std::chrono::milliseconds patience);
    ~PostOffice();  ///< who has not been answered never is
    PostOffice(const PostOffice&) = delete;
    PostOffice& operator=(const PostOffice&) = delete;

    /// `done` is called once, from run(). Redirects are not followed, proxies not used, and the body of the
    /// answer is thrown away.
    void send(const Letter& letter, std::function<void(Outcome)> done);
    /// Works for so long, until something is done, or until woken.
    void run(std::chrono::milliseconds at_most);
    /// Any thread.
    void wake();

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::webhooks
