#include "console/api/repeats.hpp"

#include "console/token.hpp"

namespace layby::console {
namespace {

/// A hash: the body may have a secret in it.
std::string fingerprint_of(const Request& request) {
    return hash_of(request.method + " " + request.target + "\n" + request.if_match + "\n" + request.body);
}

Answer bad_key() { return refusal(400, "bad_key", "an Idempotency-Key has 1 to 255 characters"); }

Answer other_order() {
    return refusal(422, "other_order", "this Idempotency-Key was used for another request");
}

Answer again(Answer answer) {
    answer.repeated = true;
    return answer;
}

}  // namespace

std::optional<Answered> Repeats::begin(const Request& request, const Guest& guest, Answered answered,
                                       Clock::time_point now) {
    if (!request.idempotency_key) return answered;
    if (request.idempotency_key->empty() || request.idempotency_key->size() > longest_key)
        return answered(bad_key()), std::nullopt;
    forget_old(now);
    const Key key{guest.who, *request.idempotency_key};
    const auto fingerprint = fingerprint_of(request);
    const auto known = orders_.find(key);
    if (known == orders_.end()) {
        by_age_.push_back(key);
        orders_.emplace(key, Order{fingerprint, now, std::prev(by_age_.end())});
        return [this, key, fingerprint, answered = std::move(answered)](const Answer& answer) {
            answered(answer);
            on_answer(key, fingerprint, answer);
        };
    }
    auto& order = known->second;
    if (order.fingerprint != fingerprint)
        answered(other_order());
    else if (order.answer)
        answered(again(*order.answer));
    else
        order.waiting.push_back(std::move(answered));
    return {};
}

/// What went wrong with us, was too much or not allowed just now, may go well the next time.
void Repeats::on_answer(const Key& key, const std::string& fingerprint, const Answer& answer) {
    const auto order = orders_.find(key);
    if (order == orders_.end() || order->second.fingerprint != fingerprint || order->second.answer) return;
    const auto waiting = std::exchange(order->second.waiting, {});
    const bool refused = answer.status == 401 || answer.status == 403 || answer.status == 429;
    if (answer.status >= 500 || refused)
        forget(order);
    else
        order->second.answer = answer;
    for (const auto& one : waiting) one(again(answer));
}

/// Of too many those under way stay: they would be carried out twice.
void Repeats::forget_old(Clock::time_point now) {
    while (!by_age_.empty()) {
        const auto oldest = orders_.find(by_age_.front());
        if (now - oldest->second.at < lasts_) break;
        forget(oldest);
    }
    for (auto key = by_age_.begin(); key != by_age_.end() && orders_.size() >= most_;) {
        const auto order = orders_.find(*key++);
        if (order->second.answer) forget(order);
    }
}

void Repeats::forget(std::map<Key, Order>::iterator order) {
    by_age_.erase(order->second.age);
    orders_.erase(order);
}

}  // namespace layby::console
