#include "trace/tape.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace layby::trace {
namespace {

static_assert(std::is_trivially_copyable_v<Mark>);
static_assert(sizeof(Mark) + Tape::longest <= Page::size);

/// A page is forgotten as a whole: so much of `keep` may be on one at most.
constexpr int pages_of_an_age = 8;

bool keeps(const Limits& limits) { return limits.keep > Duration{} && limits.bytes >= Page::size; }

}  // namespace

void Tape::use(Limits limits) {
    const std::lock_guard hold(mutex_);
    limits_ = limits;
    on_ = keeps(limits);
    if (!on_) pages_.clear();
}

Limits Tape::limits() const {
    const std::lock_guard hold(mutex_);
    return limits_;
}

std::size_t Tape::bytes() const {
    const std::lock_guard hold(mutex_);
    return pages_.size() * Page::size;
}

std::vector<std::shared_ptr<const Page>> Tape::pages() const {
    const std::lock_guard hold(mutex_);
    return {pages_.begin(), pages_.end()};
}

void Tape::note(const Passage& passage, std::string_view message, std::string_view call_id) {
    Mark mark{.passage = passage, .one = {}, .other = {}};
    message = message.substr(0, longest);
    const auto at = static_cast<std::size_t>(call_id.data() - message.data());
    if (!call_id.empty() && at + call_id.size() <= message.size()) {
        mark.call_id_at = static_cast<std::uint32_t>(at);
        mark.call_id_size = static_cast<std::uint32_t>(call_id.size());
    }
    add(mark, message);
}

void Tape::note_leg(LegId leg, std::string_view call_id, Instant now) {
    Mark mark{.kind = Mark::Kind::leg, .passage = {}, .one = leg, .other = {}};
    call_id = call_id.substr(0, longest);
    mark.passage.at = now;
    mark.call_id_size = static_cast<std::uint32_t>(call_id.size());
    add(mark, call_id);
}

void Tape::note_tie(LegId one, LegId other, Instant now) {
    Mark mark{.kind = Mark::Kind::tie, .passage = {}, .one = one, .other = other};
    mark.passage.at = now;
    add(mark, {});
}

void Tape::add(Mark mark, std::string_view text) {
    const std::lock_guard hold(mutex_);
    if (!on_) return;
    mark.size = static_cast<std::uint32_t>(text.size());
    mark.number = mark.kind == Mark::Kind::message ? ++last_number_ : last_number_;
    const auto wanted = aligned(sizeof mark + text.size());
    auto& page = page_for(wanted, mark.passage.at);
    const auto used = page.used.load(std::memory_order_relaxed);
    std::memcpy(page.bytes.data() + used, &mark, sizeof mark);
    if (!text.empty()) std::memcpy(page.bytes.data() + used + sizeof mark, text.data(), text.size());
    page.last = mark.passage.at;
    page.used.store(used + wanted, std::memory_order_release);
}

Page& Tape::page_for(std::size_t wanted, Instant now) {
    const bool fits = !pages_.empty() && pages_.back()->used + wanted <= Page::size &&
                      now - pages_.back()->first < limits_.keep / pages_of_an_age;
    if (fits) return *pages_.back();
    drop_old(now);
    while (!pages_.empty() && (pages_.size() + 1) * Page::size > limits_.bytes) pages_.pop_front();
    pages_.push_back(std::make_shared_for_overwrite<Page>());
    pages_.back()->first = now;
    return *pages_.back();
}

void Tape::drop_old(Instant now) {
    while (!pages_.empty() && pages_.front()->last + limits_.keep <= now) pages_.pop_front();
}

void Tape::forget_old(Instant now) {
    const std::lock_guard hold(mutex_);
    drop_old(now);
}

Entry entry_at(const Page& page, std::size_t at) {
    Entry entry{};
    std::memcpy(&entry.mark, page.bytes.data() + at, sizeof entry.mark);
    entry.text = {page.bytes.data() + at + sizeof entry.mark, entry.mark.size};
    return entry;
}

}  // namespace layby::trace
