// A list that is on the disk, too, such as that of the tokens. Changes are written one after the other, and
// count when they are there; only what is taken away counts at once, whatever the disk says. Owned by the
// API, console thread.
#pragma once
#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "console/exchange.hpp"

namespace layby::console {

template <class Entry>
class KeptList {
  public:
    using List = std::vector<Entry>;
    /// Writes the list elsewhere; the reply, on any thread, is a sentence on what is wrong, or empty.
    using Keep = std::function<void(List, std::function<void(std::string)> reply)>;
    /// What a change makes of the list, and the answer when that is kept; without a list, the refusal.
    struct Outcome {
        std::optional<List> list;
        Answer answer;
    };
    using Change = std::function<Outcome(const List&)>;

    /// Without `keep` nothing can be changed.
    KeptList(List list, Keep keep, Post post)
        : list_(std::move(list)), keep_(std::move(keep)), post_(std::move(post)) {}

    const List& now() const { return list_; }
    bool can_change() const { return keep_ != nullptr; }
    /// Called whenever the list has become another one.
    void when_changed(std::function<void()> told) { changed_ = std::move(told); }

    void change(Change change, Answered answered) {
        waiting_.push_back({std::move(change), std::move(answered)});
        if (!writing_) next();
    }

    using Which = std::function<bool(const Entry&)>;
    /// Opens nothing from now on. False: there is none.
    bool withdraw(const Which& gone, Answered answered, Answer done) {
        if (std::erase_if(list_, gone) == 0) return false;
        if (writing_) withdrawn_.push_back(gone);
        changed_();
        change([done](const List& list) { return Outcome{list, done}; }, std::move(answered));
        return true;
    }

  private:
    struct Waiting {
        Change change;
        Answered answered;
    };

    void next() {
        while (!waiting_.empty() && !writing_) {
            const auto one = std::move(waiting_.front());
            waiting_.pop_front();
            auto outcome = one.change(list_);
            if (!outcome.list) {
                one.answered(outcome.answer);
                continue;
            }
            write(std::move(*outcome.list), std::move(outcome.answer), one.answered);
        }
    }

    void write(List list, Answer done, Answered answered) {
        writing_ = true;
        keep_(list, [this, post = post_, list, done = std::move(done), answered](const std::string& problem) {
            post([this, list, done, answered, problem] { on_written(list, done, answered, problem); });
        });
    }

    void on_written(const List& list, const Answer& done, const Answered& answered,
                    const std::string& problem) {
        writing_ = false;
        if (problem.empty()) {
            list_ = list;
            for (const auto& gone : withdrawn_) std::erase_if(list_, gone);
            changed_();
        }
        withdrawn_.clear();
        answered(problem.empty() ? done : refusal(503, "not_kept", problem));
        next();
    }

    List list_;
    std::vector<Which> withdrawn_;  ///< taken away while a list that may have them is on its way to the disk
    Keep keep_;
    Post post_;
    std::deque<Waiting> waiting_;
    bool writing_{};
    std::function<void()> changed_ = [] {};
};

}  // namespace layby::console
