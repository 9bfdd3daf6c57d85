// What the query of an API request asks of the history.
#include <array>
#include <variant>

#include "../entry.hpp"
#include "console/query.hpp"

using namespace layby;

/// Its text is made with the rest of the console.
console::Answer console::refusal(int status, const std::string&, const std::string&,
                                 const std::vector<std::string>&) {
    return {status, {}, {}};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::array outcomes{"retrieved", "fell back"};
    const auto target = fuzz::text(data, size);
    const auto wanted = console::wanted_in(target, outcomes);
    if (const auto* answer = std::get_if<console::Answer>(&wanted))
        return fuzz::must(answer->status == 400, "a query is good, or it is refused as bad"), 0;
    const auto& good = std::get<console::PastWanted>(wanted);
    fuzz::must(good.limit >= 1 && good.limit <= 1000, "nobody asks for more than there is room for");
    const bool known = good.outcome.empty() || good.outcome == outcomes[0] || good.outcome == outcomes[1];
    fuzz::must(known, "an outcome is one that there is");
    return 0;
}
