// Digest headers: credentials of a phone, and challenges of a provider.
#include <string>

#include "../entry.hpp"
#include "sip/door/digest.hpp"

using namespace layby;
using namespace std::chrono_literals;

namespace digest = sip::digest;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string value{fuzz::text(data, size)};
    digest::parse(value);
    digest::stale({value});
    digest::answer({value, value}, {"201", "secret"}, "INVITE", "sip:700@office.example", "0123456789abcdef");
    digest::Challenger challenger{"office.example", "a secret for tests"};
    const auto verdict = challenger.check(
        {value}, {"INVITE", "id"}, [](const std::string&) { return std::string{"secret"}; }, Instant{1h});
    fuzz::must(verdict.state != digest::Verdict::State::proved,
               "nobody proves anything without a nonce of ours");
    return 0;
}
