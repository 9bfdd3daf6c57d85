#include "sip/dialog/display.hpp"

#include "sip/dialog/our_headers.hpp"

namespace layby::sip {
namespace {

constexpr int most_refusals = 3;
constexpr Duration before_again = std::chrono::seconds{1};

/// Out of order, or met by a request of the peer: the same said once more is taken.
bool may_be_said_again(int status) { return status == 500 || status == 491; }

}  // namespace

Display::Display(DialogContext& dialog) : dialog_(dialog), again_(dialog.host().stack().loop()) {}

void Display::show(const Party& party) {
    unproved_ = party;
    refusals_ = 0;
    say();
}

void Display::say() {
    again_.clear();
    if (!unproved_) return;
    auto update = dialog_.requests().make("UPDATE");
    update.headers += display_lines(dialog_.host(), dialog_.state(), *unproved_);
    dialog_.requests().send(std::move(update), [this, said = *unproved_](int status, const sip_t* sip) {
        if (sip) answered(said, status);
    });
}

void Display::answered(const Party& said, int status) {
    if (status < 300) return has_shown(said);
    if (unproved_ != said || !may_be_said_again(status) || ++refusals_ > most_refusals) return;
    again_.set(before_again, [this] { say(); });
}

void Display::has_shown(const std::optional<Party>& said) {
    if (unproved_ == said) unproved_.reset();
}

}  // namespace layby::sip
