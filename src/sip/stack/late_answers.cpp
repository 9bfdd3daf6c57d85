#include "sip/stack/late_answers.hpp"

namespace layby::sip {
namespace {

constexpr Duration as_long_as_a_transaction = std::chrono::seconds{32};

}  // namespace

void LateAnswers::expect(const std::string& call_id, Instant now) {
    for (; !oldest_first_.empty() && oldest_first_.front().first < now; oldest_first_.pop_front()) {
        const auto old = until_.find(oldest_first_.front().second);
        if (old != until_.end() && old->second < now) until_.erase(old);
    }
    until_[call_id] = now + as_long_as_a_transaction;
    oldest_first_.emplace_back(now + as_long_as_a_transaction, call_id);
}

bool LateAnswers::expected(const std::string& call_id, Instant now) const {
    const auto found = until_.find(call_id);
    return found != until_.end() && found->second >= now;
}

}  // namespace layby::sip
