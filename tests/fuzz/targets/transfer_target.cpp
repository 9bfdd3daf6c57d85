// Refer-To, Replaces, URIs and name-addresses.
#include "../entry.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/refer_to.hpp"
#include "sip/text/uri.hpp"

using namespace layby;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto value = fuzz::text(data, size);
    sip::read_refer_to(value);
    sip::read_replaces(value);
    if (const auto uri = sip::parse_uri(value)) (void)uri->number();
    if (const auto part = sip::address_part(value))
        fuzz::must(part->address.size() <= value.size(), "an address is a part of its value");
    sip::split_values(value);
    if (const auto address = sip::parse_name_address(value)) {
        const auto name = sip::quoted(address->name);
        fuzz::must(name.find_first_of("\r\n") == std::string::npos, "a quoted name has no line end");
        const auto again = sip::parse_name_address(name + " <sip:201@office.example>");
        fuzz::must(again && again->name == address->name, "a name survives being written and read");
        fuzz::must(sip::unescaped(sip::escaped_user(address->user)) == address->user,
                   "a user part survives it too");
    }
    return 0;
}
