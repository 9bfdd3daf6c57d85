#include "console/api/journal.hpp"

#include <utility>

#include "runtime/log.hpp"

namespace layby::console {
namespace {

constexpr std::size_t longest_target = 120, longest_method = 16;

std::string signature_of(const Guest& guest) {
    return guest.who.empty() ? guest.from : guest.who + " (" + guest.from + ")";
}

std::string deed_in(const Request& request) {
    return request.method.substr(0, longest_method) + " " +
           (request.base + request.target).substr(0, longest_target);
}

}  // namespace

void Journal::write(const std::string& what, const Guest& guest, int status) const {
    log::info("command by {}: {}: {}", signature_of(guest), what, status);
    if (note_) note_({.who = guest.who, .from = guest.from, .what = what, .status = status});
}

void Journal::write(const Request& request, const Guest& guest, int status) const {
    write(deed_in(request), guest, status);
}

Answered Journal::with(const Request& request, const Guest& guest, Answered answered) const {
    return [this, what = deed_in(request), guest, answered = std::move(answered)](const Answer& answer) {
        write(what, guest, answer.status);
        answered(answer);
    };
}

}  // namespace layby::console
