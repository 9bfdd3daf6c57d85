// What one webhook is still to be told, in order: the next one goes only when the one before has arrived, or
// was given up. Pure; the courier's thread.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/outbox.hpp"
#include "webhooks/post.hpp"
#include "webhooks/webhook.hpp"
#include "words/time.hpp"

namespace layby::webhooks {

/// How it stands with a webhook, for people.
struct Standing {
    Webhook webhook;
    std::uint64_t told{};       ///< up to this event
    std::size_t waiting{};      ///< that it wants, and that have been looked at; there may be more
    int failures{};             ///< in a row
    std::string trouble;        ///< of the last one; empty: none
    std::uint64_t given_up{};   ///< since the start of the server
    std::uint64_t delivered{};  ///< likewise
    std::uint64_t failed{};     ///< tries that came to nothing, likewise
    std::optional<sip::WallTime> oldest{};  ///< when the first that waits has happened; none: none waits
};

class Backlog : public std::enable_shared_from_this<Backlog> {
  public:
    /// So many events are looked at together.
    static constexpr std::size_t at_once = 64;
    /// So many tests and repetitions may wait.
    static constexpr std::size_t most_extra = 16;

    /// `told`: up to this event.
    Backlog(Webhook webhook, std::uint64_t told) : webhook_(std::move(webhook)), told_(told) {}

    const Webhook& webhook() const { return webhook_; }
    void change(Webhook webhook);
    Standing standing() const;

    /// After this event more may be there; none: it has enough for now.
    std::optional<std::uint64_t> wants(Instant now) const;
    void asked();
    /// There may be more than was looked at.
    void there_is_more() { more_ = true; }
    /// None: they couldn't be read, and are asked for again later. True: it has got further.
    bool take(std::optional<store::Occurrences> events, Instant now);

    /// Both once, out of order, and whatever becomes of it. False: too many wait.
    bool add_test(sip::WallTime wall);
    bool repeat(const store::Occurrence& event);

    struct Task {
        std::uint64_t event{};  ///< 0: a test
        std::string what, body;
        int attempt{};
    };
    /// What is to be sent now; none: nothing, or something is on its way.
    std::optional<Task> begin(Instant now);
    /// What has become of that; what is to be noted.
    store::Told finish(const Outcome& outcome, Instant now, sip::WallTime wall);

    /// When to look again although nothing has happened.
    std::optional<Instant> next_deadline() const;

  private:
    bool add(Task extra);
    Task next_extra();
    Task task_for_next() const;
    void arrived();
    void failed(const Outcome& outcome, Instant now, sip::WallTime wall);
    void give_up(const std::string& why);
    void next();
    void go_on();
    bool wants_it(const store::Occurrence& one) const;

    Webhook webhook_;
    std::uint64_t told_;
    std::deque<store::Occurrence> waiting_;
    std::deque<Task> extra_;
    std::optional<Task> on_its_way_;
    bool extra_on_its_way_{}, asking_{};
    bool more_{true};
    int failures_{};  ///< in a row
    int attempts_{};  ///< for the first that waits
    std::string trouble_;
    std::optional<Instant> not_before_, ask_again_;
    std::uint64_t given_up_{}, delivered_{}, failed_{};
};

}  // namespace layby::webhooks
