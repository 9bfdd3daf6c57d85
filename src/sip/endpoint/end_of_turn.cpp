#include "sip/endpoint/end_of_turn.hpp"

#include <utility>

namespace layby::sip {

EndOfTurn::EndOfTurn(const Soon& soon, const DialogTable& dialogs, Teller teller, DialogKeeper* keeper,
                     WhenDurable when_durable)
    : soon_(soon),
      dialogs_(dialogs),
      teller_(std::move(teller)),
      keeper_(keeper),
      when_durable_(std::move(when_durable)) {}

void EndOfTurn::tell(calls::Fact fact) {
    if (auto* answered = std::get_if<calls::CallAnswered>(&fact))
        if (const auto* dialog = dialogs_.find(answered->leg))
            answered->call_id = dialog->values().name.call_id;
    facts_.push_back(std::move(fact));
    if (facts_.size() == 1 && unacknowledged_.empty()) soon_.run([this] { hand_over(); });
}

void EndOfTurn::hand_over() {
    write_changes();
    const auto answered = std::exchange(unacknowledged_, {});
    for (const auto& fact : std::exchange(facts_, {})) teller_(fact);
    acknowledge_when_durable(answered);
}

void EndOfTurn::changed(LegId leg) {
    if (!keeper_) return;
    changed_.push_back(leg);
    if (changed_.size() == 1) soon_.run([this] { write_changes(); });
}

void EndOfTurn::keep_answered(LegId leg) {
    auto* dialog = keeper_ ? dialogs_.find(leg) : nullptr;
    if (!dialog) return;
    dialog->will_be_answered();
    write(*dialog);
}

void EndOfTurn::write_changes() {
    for (const auto leg : std::exchange(changed_, {}))
        if (auto* dialog = dialogs_.find(leg)) write(*dialog);
}

void EndOfTurn::write(Dialog& dialog) {
    if (auto record = dialog.take_changes()) keeper_->keep(std::move(*record));
}

void EndOfTurn::acknowledge_later(LegId leg) {
    if (!when_durable_) {
        if (auto* dialog = dialogs_.find(leg)) dialog->acknowledge();
        return;
    }
    if (unacknowledged_.empty() && facts_.empty()) soon_.run([this] { hand_over(); });
    unacknowledged_.push_back(leg);
}

void EndOfTurn::acknowledge_when_durable(const std::vector<LegId>& answered) {
    for (const auto leg : answered)
        when_durable_(soon_.guarded([this, leg] {
            if (auto* dialog = dialogs_.find(leg)) dialog->acknowledge();
        }));
}

}  // namespace layby::sip
